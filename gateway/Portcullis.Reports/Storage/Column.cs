using Npgsql;

namespace Portcullis.Reports.Storage;

/// <summary>One column of a table, and where a row has its value.</summary>
internal abstract record Column<TRow>(string Name, string Type)
{
    /// <summary>How the value that was sent becomes the column's.</summary>
    public virtual string Stored(string sent) => sent;

    /// <summary>How the column is read back as what was sent.</summary>
    public virtual string Read => Name;

    /// <summary>The type that is sent, a value for each row.</summary>
    public virtual string SentType => Type.Split(' ')[0];

    /// <summary>All rows' values as one array.</summary>
    public abstract NpgsqlParameter Values(IReadOnlyList<TRow> rows);
}

internal sealed record Column<TRow, T>(string Name, string Type, Func<TRow, T> Get) : Column<TRow>(Name, Type)
{
    public override NpgsqlParameter Values(IReadOnlyList<TRow> rows) => new NpgsqlParameter<T[]> { TypedValue = [.. rows.Select(Get)] };
}

/// <summary>A list of short texts. Arrays of arrays can't be taken apart row by row: it travels as one text.</summary>
internal sealed record ListColumn<TRow>(string Name, Func<TRow, IEnumerable<string>> Get) : Column<TRow>(Name, "text[] not null")
{
    public const char Separator = '\x1f';

    public override string Stored(string sent) => $"string_to_array({sent}, chr(31))";

    public override string Read => $"array_to_string({Name}, chr(31))";

    public override string SentType => "text";

    public override NpgsqlParameter Values(IReadOnlyList<TRow> rows) => new NpgsqlParameter<string[]> { TypedValue = [.. rows.Select(row => string.Join(Separator, Get(row)))] };
}
