using System.Collections.Immutable;
using Npgsql;

namespace Portcullis.Reports.Storage;

/// <summary>A row's values one after the other, in the order of its table's columns.</summary>
internal sealed class RowReader(NpgsqlDataReader row)
{
    private int _next;

    public RowReader Begin()
    {
        _next = 0;
        return this;
    }

    public string Text() => row.GetString(_next++);

    public long Long() => row.GetInt64(_next++);

    public bool Flag() => row.GetBoolean(_next++);

    public decimal Number() => row.GetDecimal(_next++);

    public decimal? NumberOrNull()
    {
        var at = _next++;
        return row.IsDBNull(at) ? null : row.GetDecimal(at);
    }

    public DateOnly Date() => row.GetFieldValue<DateOnly>(_next++);

    public DateTimeOffset Time() => new(row.GetDateTime(_next++));

    public DateTimeOffset? TimeOrNull()
    {
        var at = _next++;
        return row.IsDBNull(at) ? null : new DateTimeOffset(row.GetDateTime(at));
    }

    public T Name<T>()
        where T : struct, Enum => Enum.Parse<T>(Text());

    public ImmutableArray<string> List() => Text() is { Length: > 0 } text ? [.. text.Split(ListColumn<object>.Separator)] : [];
}
