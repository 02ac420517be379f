using System.Diagnostics;
using Continuo.Torture.Checking;
using Continuo.Torture.Ledger;
using Continuo.Torture.Load;
using Continuo.Torture.Processes;

namespace Continuo.Torture;

/// <summary>A ledger, a server process with the workflows deployed, and clients, for one story.</summary>
internal sealed class Scene : IAsyncDisposable
{
    private const int Seed = 7;
    private const int Clients = 4;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan s_beat = TimeSpan.FromMilliseconds(10);

    private readonly string _folder;
    private readonly ClientLog _log = new();
    private readonly CancellationTokenSource _end = new(s_patience, TimeProvider.System);

    private Scene(LedgerService ledger, string folder, string? data)
    {
        (Ledger, _folder) = (ledger, folder);
        Server = new RestartedServer(data ?? Path.Combine(folder, "data"), Path.Combine(folder, "server.log"), ["--service", $"ledger={ledger.Address}"]);
    }

    public LedgerService Ledger { get; }

    public RestartedServer Server { get; }

    /// <param name="data">The data folder; one of its own when null.</param>
    public static async Task<Scene> Open(string? data = null)
    {
        var scene = new Scene(await LedgerService.Start(Seed), Directory.CreateTempSubdirectory("continuo-scene-").FullName, data);
        await scene.Server.Boot();
        foreach (var kind in Kinds.All)
        {
            await scene.Server.Client.Deploy(kind.Document, strict: true);
        }

        return scene;
    }

    /// <summary>Clients that start so many instances and repeat what they do not know.</summary>
    public Task Load(int instances)
    {
        var budget = new Budget(instances);
        return Task.WhenAll(Enumerable.Range(0, Clients).Select(i =>
            new LoadClient(i, new Requests(i, Server, _log, _end.Token), new Random(Seed + i), budget).Run(CancellationToken.None)));
    }

    public Task UntilCalled(int times) => Until(() => Task.FromResult(Ledger.Count >= times));

    public static async Task Until(Func<Task<bool>> holds)
    {
        var began = Stopwatch.GetTimestamp();
        while (!await holds())
        {
            Assert.True(Stopwatch.GetElapsedTime(began) < s_patience, "It did not come to pass.");
            await Task.Delay(s_beat, TimeProvider.System);
        }
    }

    /// <summary>Waits until nothing moves and checks all that was promised.</summary>
    public async Task AssertNothingIsBroken()
    {
        var instances = await new Rest(Server.Client).Await(_log.Lines);
        Assert.Empty(Checker.Check(new Evidence(_log.Lines, Ledger.Calls, instances)));
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await Ledger.DisposeAsync();
        _end.Dispose();
        Directory.Delete(_folder, true);
    }
}
