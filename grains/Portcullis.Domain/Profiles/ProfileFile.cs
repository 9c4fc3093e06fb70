using System.Text.Json;
using System.Text.Json.Serialization;
using Portcullis.Domain.Sessions;
using Portcullis.Rules;

namespace Portcullis.Domain.Profiles;

/// <summary>A profile as people write it, in a file whose name ends in <c>.profile.json</c>: <see cref="Profile"/> with the values of its rules' parameters.</summary>
public sealed record ProfileFile
{
    public const string FileNameEnd = ".profile.json";

    /// <summary>The file is no profile: no JSON, an unknown or a missing member.</summary>
    public const string Unreadable = "PP101";

    /// <summary>A value that can't be meant.</summary>
    public const string BadValue = "PP102";

    /// <summary>A parameter that no rule file of the profile declares.</summary>
    public const string UnusedParameter = "PP103";

    /// <summary>A member that nobody knows is an error, so that a typo can't switch a limit off.</summary>
    private static readonly JsonSerializerOptions Json = new(DomainJson.Options)
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

    /// <summary>A profile that can be used; null when it can't, and <paramref name="found"/> says why.</summary>
    public static ProfileFile? Read(RuleFile file, ICollection<Diagnostic> found)
    {
        try
        {
            var profile = JsonSerializer.Deserialize<ProfileFile>(file.Text, Json) ?? throw new JsonException("An object was expected, and null was found.", null, 0, 0);
            var faults = profile.Faults().Select(fault => Fault(file.Path, BadValue, fault)).ToArray();
            foreach (var fault in faults) found.Add(fault);
            return faults.Length == 0 ? profile : null;
        }
        catch (JsonException e)
        {
            found.Add(Fault(file.Path, Unreadable, e.Message.Split(" Path:")[0], (int)(e.LineNumber ?? 0) + 1, (int)(e.BytePositionInLine ?? 0) + 1));
            return null;
        }
    }

    /// <summary>Parameters that none of these rule files declares: a typo would leave its limit at the default.</summary>
    public IEnumerable<Diagnostic> Unused(string path, IEnumerable<RuleFile> rules)
    {
        var declared = rules.SelectMany(file => file.ParameterNames()).ToHashSet(StringComparer.Ordinal);
        return Parameters.Keys.Where(name => !declared.Contains(name))
            .Select(name => Fault(path, UnusedParameter, $"parameters.{name}: no rule file of this profile has a parameter of this name"));
    }

    /// <summary>The values of the parameters that these rule files declare, as the rules engine takes them.</summary>
    public IReadOnlyDictionary<string, object> ParametersOf(IEnumerable<RuleFile> rules)
    {
        var declared = rules.SelectMany(file => file.ParameterNames()).ToHashSet(StringComparer.Ordinal);
        return Parameters.Where(parameter => declared.Contains(parameter.Key)).ToDictionary(parameter => parameter.Key, parameter => Value(parameter.Value));
    }

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

    private IEnumerable<string> Faults()
    {
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(Session.Zone, out _)) yield return $"session.zone: there is no time zone {Session.Zone}; an IANA name such as America/New_York is expected";
        if (StartBalance <= 0m) yield return $"startBalance: {StartBalance} is not positive";
        if (UnitOfRisk <= 0m) yield return $"unitOfRisk: {UnitOfRisk} is not positive";
        if (Drawdown.Mode != DrawdownMode.None && Drawdown.Amount <= 0m) yield return $"drawdown.amount: {Drawdown.Amount} is not positive";
        if (StopSlippageTicks is < 0 or > 1_000) yield return $"stopSlippageTicks: {StopSlippageTicks} is not between 0 and 1000";
        if (RoundTripCommission < 0m) yield return $"roundTripCommission: {RoundTripCommission} is negative";
        if (DuplicateWindowSeconds is < 0 or > 60) yield return $"duplicateWindowSeconds: {DuplicateWindowSeconds} is not between 0 and 60";
        if (OrderRules.Count == 0) yield return "orderRules: a profile without rules would allow everything";
        foreach (var (name, value) in Parameters)
            if (value.ValueKind is not (JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False or JsonValueKind.String))
                yield return $"parameters.{name}: a number, true, false or text was expected";
            else if (value.ValueKind == JsonValueKind.Number && !value.TryGetDecimal(out _))
                yield return $"parameters.{name}: {value.GetRawText()} is beyond what a decimal number can hold";
    }

    private static object Value(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True or JsonValueKind.False => value.GetBoolean(),
        JsonValueKind.Number => value.GetDecimal(),
        _ => value.GetString() ?? "",
    };

    private static Diagnostic Fault(string path, string code, string message, int line = 1, int column = 1) => new(DiagnosticSeverity.Error, code, message, path, line, column);
}
