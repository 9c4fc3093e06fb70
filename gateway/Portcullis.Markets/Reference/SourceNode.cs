using System.Globalization;

namespace Portcullis.Markets.Reference;

internal enum SourceKind
{
    Null,
    Boolean,
    Number,
    Text,
    Array,
    Object,
}

/// <summary>
/// A JSON value that knows its place in the file. The reading methods note a fault and answer with a harmless value when they do not find what
/// they expect, so that one pass finds everything that is wrong.
/// </summary>
internal sealed class SourceNode(SourceFile file, SourceKind kind, int offset, string text)
{
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);

    public SourceKind Kind => kind;

    public string Raw => text;

    public List<SourceNode> Items { get; } = [];

    public Dictionary<string, SourceNode> Members { get; } = new(StringComparer.Ordinal);

    public void Fault(string message) => file.Fault(offset, message);

    public SourceNode? Optional(string name)
    {
        _read.Add(name);
        return Members.TryGetValue(name, out var member) && member.Kind != SourceKind.Null ? member : null;
    }

    public SourceNode? Required(string name)
    {
        if (kind == SourceKind.Object && Optional(name) is { } member) return member;
        Fault(kind == SourceKind.Object ? $"expected a member \"{name}\"" : "expected an object");
        return null;
    }

    public string Text(string name) => Required(name)?.AsText() ?? "";

    public IReadOnlyList<SourceNode> Array(string name) => Required(name)?.AsArray() ?? [];

    public decimal Positive(string name)
    {
        if (Required(name) is not { } member) return 1m;
        var value = member.AsDecimal();
        if (value > 0m) return value;
        member.Fault($"expected a positive number, found {member.Raw}");
        return 1m;
    }

    public decimal NotNegative(string name)
    {
        if (Optional(name) is not { } member) return 0m;
        var value = member.AsDecimal();
        if (value < 0m) member.Fault($"expected a number that is not negative, found {member.Raw}");
        return value;
    }

    public string AsText()
    {
        if (kind != SourceKind.Text) Fault($"expected a text, found {Found}");
        return text;
    }

    public IReadOnlyList<SourceNode> AsArray()
    {
        if (kind != SourceKind.Array) Fault($"expected a list, found {Found}");
        return Items;
    }

    public decimal AsDecimal()
    {
        if (kind == SourceKind.Number && decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)) return value;
        Fault($"expected a number, found {Found}");
        return 0m;
    }

    public TimeOnly AsTime()
    {
        if (kind == SourceKind.Text && TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)) return time;
        Fault($"expected a time such as 17:00, found {Found}");
        return TimeOnly.MinValue;
    }

    public DateOnly AsDate()
    {
        if (kind == SourceKind.Text && DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)) return date;
        Fault($"expected a date such as 2010-01-31, found {Found}");
        return DateOnly.MinValue;
    }

    public bool AsBoolean()
    {
        if (kind != SourceKind.Boolean) Fault($"expected true or false, found {Found}");
        return text == "true";
    }

    /// <summary>IANA name of a time zone that this machine knows.</summary>
    public TimeZoneInfo AsZone()
    {
        if (kind == SourceKind.Text && TimeZoneInfo.TryFindSystemTimeZoneById(text, out var zone)) return zone;
        Fault($"expected a time zone such as America/Chicago, found {Found}");
        return TimeZoneInfo.Utc;
    }

    /// <summary>One of an enumeration's names, written with a small first letter; its zero is none of them.</summary>
    public T AsOneOf<T>()
        where T : struct, Enum
    {
        var names = Enum.GetNames<T>().Skip(1).Select(name => char.ToLowerInvariant(name[0]) + name[1..]).ToArray();
        var index = System.Array.IndexOf(names, text);
        if (kind == SourceKind.Text && index >= 0) return Enum.GetValues<T>()[index + 1];
        Fault($"expected one of {string.Join(", ", names)}, found {Found}");
        return default;
    }

    /// <summary>Notes every member that nobody has read: a misspelt name must not pass for an absent one.</summary>
    public void Finish()
    {
        foreach (var (name, member) in Members)
            if (!_read.Contains(name)) member.Fault($"unknown member \"{name}\", expected {string.Join(", ", _read)}");
    }

    private string Found => kind is SourceKind.Array ? "a list" : kind is SourceKind.Object ? "an object" : $"\"{text}\"";
}
