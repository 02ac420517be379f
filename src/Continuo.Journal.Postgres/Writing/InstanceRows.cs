using Continuo.Engine.Shards;
using Continuo.Journal.Postgres.Connections;
using NpgsqlTypes;

namespace Continuo.Journal.Postgres.Writing;

/// <summary>Rows of instances that begin.</summary>
internal sealed class StartRows : Rows
{
    private readonly List<long> _numbers;
    private readonly List<string?> _ids;
    private readonly List<Guid> _runs;
    private readonly List<int> _shards;
    private readonly List<long> _pins;
    private readonly List<short> _statuses;
    private readonly List<short> _compensations;
    private readonly List<bool> _incidents;
    private readonly List<string?> _parents;
    private readonly List<long?> _wakes;
    private readonly List<long> _heads;
    private readonly List<long> _created;
    private readonly List<long?> _finished;

    public StartRows()
        : base(
            """
            INSERT INTO instances(n, id, run, shard, pin, status, compensation, incident, parent, wake_at, head_pos, created_at, finished_at)
            SELECT * FROM unnest($1::bigint[], $2::text[], $3::uuid[], $4::int[], $5::bigint[], $6::smallint[], $7::smallint[], $8::boolean[], $9::text[], $10::bigint[], $11::bigint[], $12::bigint[], $13::bigint[])
            """)
    {
        (_numbers, _ids, _runs, _shards, _pins) = (Longs(), Texts(), Column<Guid>(NpgsqlDbType.Uuid), Ints(), Longs());
        (_statuses, _compensations, _incidents, _parents) = (Shorts(), Shorts(), Bools(), Texts());
        (_wakes, _heads, _created, _finished) = (LongsOrNulls(), Longs(), Longs(), LongsOrNulls());
    }

    public override int Count => _numbers.Count;

    public void Add(long n, int shard, long pin, InstanceRow first, InstanceRow newest, long head)
    {
        _numbers.Add(n);
        _ids.Add(first.Id.Text);
        _runs.Add(first.Run);
        _shards.Add(shard);
        _pins.Add(pin);
        _statuses.Add((short)newest.Status);
        _compensations.Add((short)newest.Compensation);
        _incidents.Add(newest.Incident);
        _parents.Add(first.Parent?.Text);
        _wakes.Add(newest.Wake?.Ticks);
        _heads.Add(head);
        _created.Add(first.CreatedAt.UtcTicks);
        _finished.Add(newest.FinishedAt?.UtcTicks);
    }
}

/// <summary>Rows of instances that change.</summary>
internal sealed class ChangeRows : Rows
{
    private readonly List<long> _numbers;
    private readonly List<long> _pins;
    private readonly List<short> _statuses;
    private readonly List<short> _compensations;
    private readonly List<bool> _incidents;
    private readonly List<long?> _wakes;
    private readonly List<long> _heads;
    private readonly List<long?> _finished;

    public ChangeRows()
        : base(
            """
            UPDATE instances i SET pin = u.pin, status = u.status, compensation = u.compensation, incident = u.incident, wake_at = u.wake_at, head_pos = u.head_pos, finished_at = u.finished_at
            FROM unnest($1::bigint[], $2::bigint[], $3::smallint[], $4::smallint[], $5::boolean[], $6::bigint[], $7::bigint[], $8::bigint[])
                 u(n, pin, status, compensation, incident, wake_at, head_pos, finished_at)
            WHERE i.n = u.n
            """)
    {
        (_numbers, _pins, _statuses, _compensations) = (Longs(), Longs(), Shorts(), Shorts());
        (_incidents, _wakes, _heads, _finished) = (Bools(), LongsOrNulls(), Longs(), LongsOrNulls());
    }

    public override int Count => _numbers.Count;

    public void Add(long n, long pin, InstanceRow newest, long head)
    {
        _numbers.Add(n);
        _pins.Add(pin);
        _statuses.Add((short)newest.Status);
        _compensations.Add((short)newest.Compensation);
        _incidents.Add(newest.Incident);
        _wakes.Add(newest.Wake?.Ticks);
        _heads.Add(head);
        _finished.Add(newest.FinishedAt?.UtcTicks);
    }
}

/// <summary>Labels, written with the first row.</summary>
internal sealed class LabelRows : Rows
{
    private readonly List<long> _instances;
    private readonly List<long> _created;
    private readonly List<string?> _keys;
    private readonly List<string?> _values;

    public LabelRows()
        : base("INSERT INTO labels(instance, created_at, key, value) SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[]) ON CONFLICT DO NOTHING")
    {
        (_instances, _created, _keys, _values) = (Longs(), Longs(), Texts(), Texts());
    }

    public override int Count => _instances.Count;

    public void Add(long n, InstanceRow first)
    {
        if (first.Labels.IsDefaultOrEmpty)
        {
            return;
        }

        foreach (var (key, value) in first.Labels)
        {
            _instances.Add(n);
            _created.Add(first.CreatedAt.UtcTicks);
            _keys.Add(key);
            _values.Add(value);
        }
    }
}
