using System.Collections.Frozen;
using Portcullis.Brokers;
using Portcullis.Domain.Controls;

namespace Portcullis.Gateway.Accounts;

/// <summary>Brokers by the name that accounts give. <c>external</c> has none here: the client sends its approved orders itself and reports what came of them.</summary>
public sealed class BrokerTable(IEnumerable<IBroker> brokers)
{
    public const string External = "external";

    private readonly FrozenDictionary<string, IBroker> _brokers = brokers.ToFrozenDictionary(broker => broker.Name, StringComparer.Ordinal);

    public IEnumerable<string> Names => _brokers.Keys.Append(External).Order(StringComparer.Ordinal);

    public bool Knows(string name) => name == External || _brokers.ContainsKey(name);

    public IBroker? Find(string name) => _brokers.GetValueOrDefault(name);

    /// <summary>Completes when no broker takes an entry any more that the scope reaches and that was approved before the epoch. Raised twice it changes nothing.</summary>
    public Task FenceAsync(ControlScope scope, long epoch, CancellationToken cancellationToken) =>
        Task.WhenAll(_brokers.Values.Select(broker => broker.FenceAsync(scope, epoch, cancellationToken)));
}
