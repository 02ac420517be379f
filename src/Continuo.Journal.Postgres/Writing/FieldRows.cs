using Continuo.Engine.Shards;
using Continuo.Journal.Postgres.Connections;
using NpgsqlTypes;

namespace Continuo.Journal.Postgres.Writing;

/// <summary>Fields that others come in place of.</summary>
internal sealed class ClearedFields : Rows
{
    private readonly List<long> _instances;

    public ClearedFields()
        : base("DELETE FROM fields WHERE instance = ANY($1)")
    {
        _instances = Longs();
    }

    public override int Count => _instances.Count;

    public void Add(long n) => _instances.Add(n);
}

/// <summary>What lists can be asked for of an instance: each value in the column of its kind.</summary>
internal sealed class FieldRows : Rows
{
    private readonly List<long> _instances;
    private readonly List<long> _created;
    private readonly List<string?> _keys;
    private readonly List<string?> _texts;
    private readonly List<double?> _numbers;
    private readonly List<bool?> _truths;

    public FieldRows()
        : base(
            """
            INSERT INTO fields(instance, created_at, key, text, number, truth) SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::float8[], $6::boolean[])
            ON CONFLICT(instance, key) DO NOTHING
            """)
    {
        (_instances, _created, _keys, _texts) = (Longs(), Longs(), Texts(), Texts());
        (_numbers, _truths) = (Column<double?>(NpgsqlDbType.Double), Column<bool?>(NpgsqlDbType.Boolean));
    }

    public override int Count => _instances.Count;

    public void Add(long n, InstanceRow row)
    {
        // A key that is given twice means its last value.
        foreach (var (key, value) in row.Fields.Reverse())
        {
            _instances.Add(n);
            _created.Add(row.CreatedAt.UtcTicks);
            _keys.Add(key);
            _texts.Add(value.AsString);
            _numbers.Add(value.IsNumber ? value.Number : null);
            _truths.Add(value.IsString || value.IsNumber ? null : value.IsTruthy);
        }
    }
}
