using System.Globalization;
using Npgsql;

namespace Portcullis.Reports.Reading;

/// <summary>The where-clause of a question: what does not restrict is not in it.</summary>
internal sealed class Conditions
{
    private readonly List<string> _conditions = [];

    public List<NpgsqlParameter> Parameters { get; } = [];

    public override string ToString() => _conditions.Count == 0 ? "" : $"where {string.Join(" and ", _conditions)}";

    /// <param name="condition">With <c>@</c> where the value stands.</param>
    public Conditions When<T>(string condition, T? value)
        where T : struct => value is { } given ? And(condition, given) : this;

    /// <param name="condition">With <c>@</c> where the value stands.</param>
    public Conditions When<T>(string condition, T? value)
        where T : class => value is { } given ? And(condition, given) : this;

    private Conditions And<T>(string condition, T value)
    {
        _conditions.Add(condition.Replace("@", Parameter(value), StringComparison.Ordinal));
        return this;
    }

    /// <summary>Of two rows in the answer's order, only the later.</summary>
    public Conditions Past(string columns, string order, params IReadOnlyList<NpgsqlParameter> mark)
    {
        if (mark.Count == 0) return this;
        var values = mark.Select(parameter =>
        {
            Parameters.Add(parameter);
            return Place();
        });
        _conditions.Add($"({columns}) {order} ({string.Join(", ", values)})");
        return this;
    }

    private string Parameter<T>(T value)
    {
        Parameters.Add(new NpgsqlParameter<T> { TypedValue = value });
        return Place();
    }

    private string Place() => string.Create(CultureInfo.InvariantCulture, $"${Parameters.Count}");
}
