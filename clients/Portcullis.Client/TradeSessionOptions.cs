namespace Portcullis.Client;

/// <summary>What a <see cref="TradeSession"/> is for.</summary>
public sealed record TradeSessionOptions
{
    /// <summary>The account whose updates the session carries. Requests name their own account.</summary>
    public required string AccountId { get; init; }

    /// <summary>Updates after this version of the account's stream: 0 from the beginning, -1 from now (default), null carries none.</summary>
    public long? UpdatesAfter { get; init; } = -1;

    /// <summary>Told of each change of the session's state, on the session's own thread of work: return quickly. Default nobody.</summary>
    public Action<TradeSessionState>? StateChanged { get; init; }
}

/// <summary>How a trade session stands.</summary>
public enum TradeSessionState
{
    /// <summary>Requests are kept until there is a connection.</summary>
    Connecting,
    Connected,

    /// <summary>Disposed, or ended by a failure that no reconnect mends; requests fail.</summary>
    Closed,
}
