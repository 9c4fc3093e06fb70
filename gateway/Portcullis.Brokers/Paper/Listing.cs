using Portcullis.Domain.Instruments;
using Portcullis.Domain.Sessions;

namespace Portcullis.Brokers.Paper;

/// <summary>An instrument as the venue lists it, and whether it trades at the moment.</summary>
public sealed record Listing(Instrument Instrument, TradingCalendar Calendar, bool IsOpen);
