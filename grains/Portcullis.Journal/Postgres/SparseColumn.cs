using Npgsql;
using NpgsqlTypes;

namespace Portcullis.Journal.Postgres;

/// <summary>A column of a batch in which values are rare: it is sent as null while there are none, and then costs nobody anything.</summary>
internal sealed class SparseColumn<T>(NpgsqlDbType type)
{
    private readonly List<T> _values = [];
    private readonly NpgsqlParameter<List<T>> _parameter = new() { NpgsqlDbType = NpgsqlDbType.Array | type };

    public NpgsqlParameter Parameter => _parameter;

    public void Add(T value)
    {
        _values.Add(value);
        if (value is not null)
            _parameter.TypedValue = _values;
    }

    public void Clear()
    {
        _values.Clear();
        _parameter.TypedValue = null;
    }
}
