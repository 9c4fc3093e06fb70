using Portcullis.Domain.Instruments;
using Portcullis.Domain.Sessions;

namespace Portcullis.Brokers.Paper;

/// <summary>An instrument as the venue lists it, and whether it trades at the moment.</summary>
/// <param name="Settlement">At what the instrument is settled once it has expired: the middle of its last trusted quote, to the tick; null when none is known.</param>
public sealed record Listing(Instrument Instrument, TradingCalendar Calendar, bool IsOpen, decimal? Settlement);
