namespace Portcullis.Domain.Accounts;

/// <summary>What the account asked in the last minute, for the rate rules.</summary>
public sealed record FlowState(FlowLog Orders, FlowLog Cancels, FlowLog Rejects)
{
    public static readonly FlowState Empty = new(FlowLog.Empty, FlowLog.Empty, FlowLog.Empty);

    public FlowState WithOrder(DateTimeOffset at, long fingerprint, bool rejected) => this with
    {
        Orders = Orders.Add(at, fingerprint),
        Rejects = rejected ? Rejects.Add(at, fingerprint) : Rejects,
    };

    public FlowState WithCancel(DateTimeOffset at) => this with { Cancels = Cancels.Add(at, 0) };
}
