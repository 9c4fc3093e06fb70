using Portcullis.Domain.Controls;
using Portcullis.Domain.Instruments;
using Portcullis.Domain.Market;
using Portcullis.Domain.News;
using Portcullis.Domain.Profiles;

namespace Portcullis.Domain.Accounts;

/// <summary>Everything outside the account that a decision may look at, as values of one moment. The clock has been read once.</summary>
public sealed record DecisionContext(
    DateTimeOffset Now,
    ProfileRules Rules,
    InstrumentCatalog Instruments,
    MarketSnapshot Market,
    NewsCalendar News,
    ControlState Controls);
