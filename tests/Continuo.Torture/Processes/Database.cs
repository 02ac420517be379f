using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Continuo.Testing.Postgres;

namespace Continuo.Torture.Processes;

/// <summary>A PostgreSQL server of a test's own, and what is done to it.</summary>
internal sealed class Database : IAsyncDisposable
{
    private const int Shards = 24;

    // A commit that stands at its flush is as good as done, and its writer is not told.
    private const string Catch =
        """
        DO $$ DECLARE hit int := 0; BEGIN
          FOR i IN 1..2000 LOOP
            PERFORM pg_stat_clear_snapshot();
            SELECT count(pg_terminate_backend(pid)) INTO hit FROM pg_stat_activity WHERE application_name LIKE 'continuo writer%' AND wait_event IN ('WALSync', 'WALWrite');
            EXIT WHEN hit > 0;
            PERFORM pg_sleep(0.0002);
          END LOOP;
          RAISE NOTICE 'caught %', hit;
        END $$
        """;

    /// <summary>The source of events that this database refuses once <see cref="Forbid"/> was called.</summary>
    public const string Poison = "/poison";

    private const string Forbidden =
        $"""
        CREATE OR REPLACE FUNCTION continuo.refuse() RETURNS trigger LANGUAGE plpgsql AS $$
          BEGIN RAISE EXCEPTION 'poison' USING ERRCODE = 'data_exception'; END $$;
        CREATE OR REPLACE TRIGGER refuse BEFORE INSERT ON continuo.events FOR EACH ROW WHEN (NEW.source = '{Poison}') EXECUTE FUNCTION continuo.refuse();
        """;

    private readonly ThrowawayPostgres _postgres;
    private readonly List<CutWire> _wires = [];

    private Database(ThrowawayPostgres postgres) => _postgres = postgres;

    /// <remarks>Skips the test where PostgreSQL is not installed.</remarks>
    public static async Task<Database> Start()
    {
        Assert.SkipWhen(ThrowawayPostgres.Programs is null, "PostgreSQL is not installed.");
        return new((await ThrowawayPostgres.Start())!);
    }

    public CutWire Wire()
    {
        var wire = new CutWire(_postgres.Port);
        _wires.Add(wire);
        return wire;
    }

    /// <summary>The arguments of a node: it keeps its port for the others, as one on a machine of its own would.</summary>
    public IEnumerable<string> Node(CutWire? wire = null) =>
        ["--store", _postgres.Url(port: wire?.Port), "--shards", Text(Shards), "--node-address", "127.0.0.1", "--node-port", Text(FreePort())];

    /// <summary>From now on the database has no event of <see cref="Poison"/>, as of a value that no check before it knows.</summary>
    public Task Forbid() => _postgres.Sql(Forbidden);

    public Task Crash() => _postgres.Crash();

    /// <summary>Ends connections of servers of ours.</summary>
    /// <param name="whose">The beginning of their names.</param>
    public Task Drop(string whose) => _postgres.Sql($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE '{whose}%'");

    /// <summary>Ends connections in the midst of a commit.</summary>
    /// <returns>Whether one was met.</returns>
    public async Task<bool> DropInCommit() => !(await _postgres.Sql(Catch)).Contains("caught 0", StringComparison.Ordinal);

    public async ValueTask DisposeAsync()
    {
        foreach (var wire in _wires)
        {
            await wire.DisposeAsync();
        }

        await _postgres.DisposeAsync();
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
