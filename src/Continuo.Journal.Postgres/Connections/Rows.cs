using Npgsql;
using NpgsqlTypes;

namespace Continuo.Journal.Postgres.Connections;

/// <summary>A statement over many rows: one array for each column, all sent as they are. Used again and again on one connection.</summary>
internal abstract class Rows(string sql)
{
    private readonly NpgsqlBatchCommand _command = new(sql);
    private readonly List<Action> _clear = [];

    /// <summary>Rows that the statement has.</summary>
    public abstract int Count { get; }

    public void AddTo(NpgsqlBatch batch)
    {
        if (Count > 0)
        {
            batch.BatchCommands.Add(_command);
        }
    }

    public void Clear()
    {
        foreach (var clear in _clear)
        {
            clear();
        }
    }

    /// <summary>The next parameter.</summary>
    protected List<T> Column<T>(NpgsqlDbType type)
    {
        var values = new List<T>();
        _command.Parameters.Add(new NpgsqlParameter<List<T>> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | type });
        _clear.Add(values.Clear);
        return values;
    }

    protected List<long> Longs() => Column<long>(NpgsqlDbType.Bigint);

    protected List<long?> LongsOrNulls() => Column<long?>(NpgsqlDbType.Bigint);

    protected List<int> Ints() => Column<int>(NpgsqlDbType.Integer);

    protected List<short> Shorts() => Column<short>(NpgsqlDbType.Smallint);

    protected List<bool> Bools() => Column<bool>(NpgsqlDbType.Boolean);

    protected List<string?> Texts() => Column<string?>(NpgsqlDbType.Text);

    protected List<ReadOnlyMemory<byte>> Bytes() => Column<ReadOnlyMemory<byte>>(NpgsqlDbType.Bytea);

    protected List<byte[]?> BytesOrNulls() => Column<byte[]?>(NpgsqlDbType.Bytea);
}
