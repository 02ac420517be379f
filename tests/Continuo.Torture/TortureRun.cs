using Continuo.Torture.Checking;
using Continuo.Torture.Ledger;
using Continuo.Torture.Load;
using Continuo.Torture.Processes;

namespace Continuo.Torture;

/// <summary>Clients under load, servers that are tormented meanwhile, and what is left in the end.</summary>
internal sealed class TortureRun : IAsyncDisposable
{
    /// <summary>How long a client goes on asking when the last restart is over.</summary>
    private static readonly TimeSpan s_clientsPatience = TimeSpan.FromSeconds(30);

    private readonly LedgerService _ledger;
    private readonly ClientLog _log = new();
    private readonly List<RestartedServer> _servers = [];
    private readonly CancellationTokenSource _enough = new();
    private readonly CancellationTokenSource _end = new();

    private TortureRun(Plan plan, LedgerService ledger)
    {
        (Plan, _ledger, Random) = (plan, ledger, new Random(plan.Seed));
        Lives = new(plan, Random, ledger.Arrivals, _log.Acknowledgements);
        Folder = Directory.CreateTempSubdirectory("continuo-torture-").FullName;
    }

    public Plan Plan { get; }

    /// <summary>Of the plan's seed.</summary>
    public Random Random { get; }

    /// <summary>How long to wait before the next torment.</summary>
    public Lives Lives { get; }

    /// <summary>The store, if it is a file, and everything that was written down.</summary>
    public string Folder { get; }

    /// <summary>All kills of all servers.</summary>
    public int Kills => _servers.Sum(server => server.Kills);

    /// <summary>Where what is worth telling of a good run is told.</summary>
    public List<string> Notes { get; } = [];

    public static async Task<TortureRun> Begin(Plan plan) => new(plan, await LedgerService.Start(plan.Seed));

    /// <summary>A server that knows the ledger; it is yet to be booted.</summary>
    public RestartedServer Server(string name, params IEnumerable<string> more)
    {
        var server = new RestartedServer(Path.Combine(Folder, name), Path.Combine(Folder, $"{name}.log"), ["--service", $"ledger={_ledger.Address}", .. more]);
        _servers.Add(server);
        return server;
    }

    /// <summary>Torments under load, and returns what is left when the servers have come to rest.</summary>
    public async Task<Evidence> Torture(IServers servers, Func<Task> torment)
    {
        foreach (var kind in Kinds.All)
        {
            await servers.Client.Deploy(kind.Document, strict: true);
        }

        var budget = new Budget(Plan.Instances);
        var clients = Task.WhenAll(Enumerable.Range(0, Plan.Clients).Select(i =>
            new LoadClient(i, new Requests(i, servers, _log, _end.Token), new Random(Random.Next()), budget).Run(_enough.Token)));
        await torment();
        await _enough.CancelAsync();
        _end.CancelAfter(s_clientsPatience);
        await clients;

        var instances = await new Rest(servers.Client).Await(_log.Lines);
        // The ledger after the instances: a call made after the last look would be missing in it.
        return new Evidence(_log.Lines, _ledger.Calls, instances);
    }

    /// <summary>Writes down what clients and ledger saw, for whoever looks for the mistake.</summary>
    public void Keep()
    {
        ClientLog.Keep(Path.Combine(Folder, "clients.jsonl"), _log.Lines);
        ClientLog.Keep(Path.Combine(Folder, "ledger.jsonl"), _ledger.Calls);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers)
        {
            await server.DisposeAsync();
        }

        await _ledger.DisposeAsync();
        _enough.Dispose();
        _end.Dispose();
    }
}
