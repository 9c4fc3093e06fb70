using Portcullis.Domain.Accounts;

namespace Portcullis.Reports.Records;

/// <summary>Whose something is.</summary>
internal readonly record struct StrategyName(string Name, string Version)
{
    public static readonly StrategyName None = new("", "");
}

/// <summary>What every event of an account needs to know of it.</summary>
internal sealed record AccountRow(string Account, string Profile, string Currency, DateOnly SessionDate);

/// <summary>A position, with the strategy whose order opened it.</summary>
internal sealed record PositionRow(string Account, Position Position, StrategyName Owner, bool IsShared);

/// <summary>A fill that can still be busted.</summary>
internal sealed record FillRow(string Account, string ExecutionId, string OrderId, string Symbol, decimal Quantity, decimal Price, decimal Commission, PositionChange Change, bool Busted);

/// <summary>How often a rule stood against a strategy's orders.</summary>
internal sealed record RejectionRow(StrategyName Strategy, string Currency, string Code, long Count);

/// <summary>A trading day of an account on which a strategy filled.</summary>
internal sealed record DayTraded(StrategyName Strategy, string Currency, string Account, DateOnly SessionDate);
