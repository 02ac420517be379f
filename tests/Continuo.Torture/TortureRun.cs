using System.Diagnostics;
using Continuo.Torture.Checking;
using Continuo.Torture.Ledger;
using Continuo.Torture.Load;
using Continuo.Torture.Processes;

namespace Continuo.Torture;

/// <summary>Clients under load, a server that is killed again and again, and what is left in the end.</summary>
internal sealed class TortureRun : IAsyncDisposable
{
    /// <summary>How long a client goes on asking when the last restart is over.</summary>
    private static readonly TimeSpan s_clientsPatience = TimeSpan.FromSeconds(30);

    /// <summary>Calls to the ledger, or acknowledgements, between two kills at most.</summary>
    private const int LongestLife = 120;
    private static readonly TimeSpan s_longestLife = TimeSpan.FromSeconds(2);

    private readonly Plan _plan;
    private readonly LedgerService _ledger;
    private readonly ClientLog _log = new();
    private readonly Random _random;
    private readonly CancellationTokenSource _enough = new();
    private readonly CancellationTokenSource _end = new();

    private TortureRun(Plan plan, LedgerService ledger)
    {
        (_plan, _ledger) = (plan, ledger);
        _random = new Random(plan.Seed);
        Folder = Directory.CreateTempSubdirectory("continuo-torture-").FullName;
        Server = new RestartedServer(Path.Combine(Folder, "data"), Path.Combine(Folder, "server.log"), ["--service", $"ledger={ledger.Address}"]);
    }

    /// <summary>The store and everything that was written down.</summary>
    public string Folder { get; }

    public RestartedServer Server { get; }

    public static async Task<TortureRun> Prepare(Plan plan)
    {
        var run = new TortureRun(plan, await LedgerService.Start(plan.Seed));
        await run.Server.Boot();
        foreach (var kind in Kinds.All)
        {
            await run.Server.Client.Deploy(kind.Document, strict: true);
        }

        return run;
    }

    /// <summary>Kills and restarts under load, and returns what is left when the server has come to rest.</summary>
    public async Task<Evidence> Torture()
    {
        var budget = new Budget(_plan.Instances);
        var clients = Task.WhenAll(Enumerable.Range(0, _plan.Clients).Select(i =>
            new LoadClient(i, new Requests(i, Server, _log, _end.Token), new Random(_random.Next()), budget).Run(_enough.Token)));
        await KillAgainAndAgain();
        await _enough.CancelAsync();
        _end.CancelAfter(s_clientsPatience);
        await clients;
        var rest = new Rest(Server.Client);
        var evidence = new Evidence(_log.Lines, _ledger.Calls, await rest.Await(_log.Lines));
        // What was done after the last look would be missing in it.
        return evidence with { Calls = _ledger.Calls };
    }

    /// <summary>Writes down what clients and ledger saw, for whoever looks for the mistake.</summary>
    public void Keep()
    {
        ClientLog.Keep(Path.Combine(Folder, "clients.jsonl"), _log.Lines);
        ClientLog.Keep(Path.Combine(Folder, "ledger.jsonl"), _ledger.Calls);
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await _ledger.DisposeAsync();
        _enough.Dispose();
        _end.Dispose();
    }

    private async Task KillAgainAndAgain()
    {
        var began = Stopwatch.GetTimestamp();
        while (Server.Kills < _plan.Kills || Stopwatch.GetElapsedTime(began) < _plan.Time)
        {
            await Live();
            if (_random.Next(8) == 0)
            {
                await Server.KillWhileDraining(TimeSpan.FromMilliseconds(_random.Next(200)));
            }
            else
            {
                await Server.Kill();
            }

            if (_random.Next(5) == 0)
            {
                // While it recovers, or before it has even begun to.
                await Server.BootAndKill(TimeSpan.FromMilliseconds(_random.Next(50, 1000)));
            }

            await Server.Boot();
        }
    }

    /// <summary>
    /// A life is counted in calls that arrive at the ledger or in acknowledgements, for a busy machine would spend one of so many milliseconds on
    /// its first request; and the kill comes at once, when what was just answered or asked must be durable already.
    /// Some lives are shorter than that, so that recovery itself is killed.
    /// </summary>
    private async Task Live()
    {
        var life = _random.Next(1, LongestLife);
        var tripped = _random.Next(5) switch
        {
            0 => Task.CompletedTask,
            1 or 2 => _ledger.Arrivals.Set(life),
            _ => _log.Acknowledgements.Set(life),
        };
        try
        {
            await tripped.WaitAsync(s_longestLife, TimeProvider.System);
        }
        catch (TimeoutException)
        {
            // Whatever it is doing, it has lived long enough.
        }

        if (_random.Next(2) == 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(_random.Next(50)), TimeProvider.System);
        }
    }
}
