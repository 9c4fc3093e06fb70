using System.Text.Json;
using System.Text.Json.Serialization;
using Portcullis.Domain;
using Portcullis.Domain.Profiles;
using Portcullis.Domain.Sessions;

namespace Portcullis.Gateway.Rules;

/// <summary>A profile as people write it: <see cref="Profile"/> with the values of its rules' parameters.</summary>
public sealed record ProfileFile
{
    /// <summary>A member that nobody knows is an error, so that a typo can't switch a limit off.</summary>
    public static readonly JsonSerializerOptions Json = new(DomainJson.Options)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
        RespectNullableAnnotations = true,
    };

    public required string Name { get; init; }

    public required string Title { get; init; }

    public string Source { get; init; } = "";

    public DateOnly? VerifiedOn { get; init; }

    public string Firm { get; init; } = "";

    public required string Currency { get; init; }

    public required decimal StartBalance { get; init; }

    public required SessionRules Session { get; init; }

    public DayReference DayReference { get; init; }

    public DayMeasure DayMeasure { get; init; }

    public DrawdownRules Drawdown { get; init; } = new();

    public required decimal UnitOfRisk { get; init; }

    public int StopSlippageTicks { get; init; } = 2;

    public decimal RoundTripCommission { get; init; }

    public int DuplicateWindowSeconds { get; init; } = 2;

    public required IReadOnlyList<string> OrderRules { get; init; }

    public required IReadOnlyList<string> MonitorRules { get; init; }

    public IReadOnlyDictionary<string, JsonElement> Parameters { get; init; } = new Dictionary<string, JsonElement>();

    public Profile ToProfile() => new()
    {
        Name = Name,
        Title = Title,
        Source = Source,
        VerifiedOn = VerifiedOn,
        Firm = Firm,
        Currency = Currency,
        StartBalance = StartBalance,
        Session = Session,
        DayReference = DayReference,
        DayMeasure = DayMeasure,
        Drawdown = Drawdown,
        UnitOfRisk = UnitOfRisk,
        StopSlippageTicks = StopSlippageTicks,
        RoundTripCommission = RoundTripCommission,
        DuplicateWindowSeconds = DuplicateWindowSeconds,
        OrderRules = OrderRules,
        MonitorRules = MonitorRules,
    };

    /// <summary>Values that can't be meant.</summary>
    public IEnumerable<string> Faults()
    {
        if (StartBalance <= 0m) yield return $"startBalance: {StartBalance} is not positive.";
        if (UnitOfRisk <= 0m) yield return $"unitOfRisk: {UnitOfRisk} is not positive.";
        if (Drawdown.Mode != DrawdownMode.None && Drawdown.Amount <= 0m) yield return $"drawdown.amount: {Drawdown.Amount} is not positive.";
        if (StopSlippageTicks is < 0 or > 1_000) yield return $"stopSlippageTicks: {StopSlippageTicks} is not between 0 and 1000.";
        if (RoundTripCommission < 0m) yield return $"roundTripCommission: {RoundTripCommission} is negative.";
        if (DuplicateWindowSeconds is < 0 or > 60) yield return $"duplicateWindowSeconds: {DuplicateWindowSeconds} is not between 0 and 60.";
        if (OrderRules.Count == 0) yield return "orderRules: a profile without rules would allow everything.";
        foreach (var (name, value) in Parameters)
            if (value.ValueKind is not (JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False or JsonValueKind.String))
                yield return $"parameters.{name}: a number, true, false or text was expected.";
            else if (value.ValueKind == JsonValueKind.Number && !value.TryGetDecimal(out _))
                yield return $"parameters.{name}: {value.GetRawText()} is beyond what a decimal number can hold.";
    }
}
