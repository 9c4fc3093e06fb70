using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Portcullis.Client;

namespace Portcullis.Cli.Demo;

/// <summary>Counts decisions as they come, and hashes all that must be equal in two runs over the same data.</summary>
internal sealed class Tally : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly List<TimeSpan> _latencies = [];
    private readonly Dictionary<string, TightestHeadroom> _tightest = [];

    public int Orders { get; private set; }

    public SortedDictionary<string, int> ByVerdict { get; } = new(StringComparer.Ordinal)
    {
        ["approved"] = 0, ["resized"] = 0, ["held"] = 0, ["rejected"] = 0,
    };

    /// <summary>Of rejected orders: how many had each reason. One order may have several.</summary>
    public SortedDictionary<string, int> Rejections { get; } = new(StringComparer.Ordinal);

    /// <summary>Requests that were malformed or contradicted an earlier one, by status.</summary>
    public SortedDictionary<string, int> Refused { get; } = new(StringComparer.Ordinal);

    /// <summary>The first rejection of each reason, for people to read.</summary>
    public Dictionary<string, Violation> Examples { get; } = [];

    public string Hash => Convert.ToHexStringLower(_hash.GetCurrentHash());

    public IEnumerable<TightestHeadroom> Tightest => _tightest.Values.OrderBy(limit => limit.Code, StringComparer.Ordinal);

    public void Decided(OrderDecision decision, TimeSpan latency)
    {
        Orders++;
        Count(ByVerdict, decision.Verdict.ToString().ToLowerInvariant());
        _latencies.Add(latency);
        if (decision.Verdict == Verdict.Rejected)
        {
            foreach (var violation in decision.Violations.Where(violation => violation.Effect != "Warn").DistinctBy(violation => violation.Code))
            {
                Count(Rejections, violation.Code);
                Examples.TryAdd(violation.Code, violation);
            }
        }

        Measured(decision.AccountId, decision.Headroom, decision.DecidedAt);
        var violations = decision.Violations.Select(v => $"{v.Code}:{v.LeftValue}{v.Operator}{v.RightValue}:{Text.Number(v.OverBy)}");
        Append($"{decision.ClientOrderId}|{decision.Verdict}|{Text.Number(decision.ApprovedQuantity)}|{string.Join(';', violations)}|{decision.DecidedAt.UtcDateTime:O}");
    }

    public void RefusedAs(OrderRequest order, PortcullisException failure)
    {
        Orders++;
        Count(Refused, failure.Status.ToString());
        Append($"{order.ClientOrderId}|{failure.Status}|{failure.Message}");
    }

    public void Measured(string accountId, IEnumerable<Headroom> headroom, DateTimeOffset at)
    {
        foreach (var limit in headroom)
        {
            if (limit.Slack is { } slack && (!_tightest.TryGetValue(limit.Code, out var tightest) || slack < tightest.Slack))
                _tightest[limit.Code] = new TightestHeadroom(limit.Code, slack, limit.Unit, accountId, at);
        }
    }

    public LatencyReport Latency()
    {
        if (_latencies.Count == 0)
            return new LatencyReport(0, 0, 0, 0);
        var sorted = _latencies.Order().ToList();
        double At(double share) => Math.Round(sorted[(int)Math.Ceiling(share * sorted.Count) - 1].TotalMilliseconds, 3);
        return new LatencyReport(sorted.Count, At(0.5), At(0.99), At(1));
    }

    public void Dispose() => _hash.Dispose();

    private static void Count(SortedDictionary<string, int> counts, string what) => counts[what] = counts.GetValueOrDefault(what) + 1;

    private void Append(FormattableString line) =>
        _hash.AppendData(Encoding.UTF8.GetBytes(line.ToString(CultureInfo.InvariantCulture) + "\n"));
}
