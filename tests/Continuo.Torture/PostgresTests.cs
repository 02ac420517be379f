using System.Diagnostics;
using System.Globalization;
using System.Net;
using Continuo.Client;
using Continuo.Testing.Postgres;
using Continuo.Torture.Processes;

namespace Continuo.Torture;

/// <summary>One server, and its store in a database that has troubles of its own.</summary>
public sealed class PostgresTests(ITestOutputHelper output)
{
    private const string Writer = "continuo writer";
    private const int Kills = 3;
    private const int MostAsked = 100;
    private const int Troubles = 7;

    private static readonly TimeSpan s_untilAskedAgain = TimeSpan.FromMilliseconds(100);

    [Fact]
    public async Task A_server_on_PostgreSQL_that_is_killed_again_and_again_loses_nothing_and_does_nothing_twice()
    {
        await using var database = await Database.Start();
        await using var run = await TortureRun.Begin(Plan.FromEnvironment(Kills));
        var wire = database.Wire();
        var server = run.Server("node", database.Node(wire));
        await server.Boot();

        await Trial.Hold(
            run,
            server,
            async () =>
            {
                // When the database has got one half of a commit, and when it has done it and nobody knows.
                await wire.AtNextRequest(Writer, () => Kill(server));
                await server.Boot();
                await run.Lives.Serves();
                await wire.AtNextAnswer(Writer, () => Kill(server));
                await server.Boot();
                await run.KillAgainAndAgain(server, isNode: true);
            },
            output);

        Assert.True(run.Kills >= Kills);
    }

    [Fact]
    public async Task A_server_whose_database_crashes_and_drops_its_connections_goes_on_by_itself()
    {
        await using var database = await Database.Start();
        await using var run = await TortureRun.Begin(Plan.FromEnvironment(Troubles));
        var wire = database.Wire();
        var server = run.Server("node", database.Node(wire));
        await server.Boot();

        await Trial.Hold(run, server, () => Trouble(run, server, database, wire), output);

        Assert.Equal(0, run.Kills);
    }

    private static async Task Trouble(TortureRun run, RestartedServer server, Database database, CutWire wire)
    {
        var began = Stopwatch.GetTimestamp();
        var caught = 0;
        var count = 0;
        for (; count < run.Plan.Torments || Stopwatch.GetElapsedTime(began) < run.Plan.Time; count++)
        {
            await run.Lives.Live();
            switch (count % Troubles)
            {
                case 0:
                    await database.Drop(Writer);
                    break;
                case 1:
                    caught += await database.DropInCommit() ? 1 : 0;
                    break;
                case 2:
                    await database.Crash();
                    break;
                case 3:
                    await wire.AtNextAnswer(Writer, Cut);
                    break;
                case 4:
                    await database.Drop("continuo");
                    break;
                case 5:
                    await run.Lives.Serves();
                    await database.Forbid();
                    await Poison(server);
                    break;
                default:
                    await wire.AtNextRequest(Writer, Cut);
                    break;
            }
        }

        run.Notes.Add(string.Create(CultureInfo.InvariantCulture, $"{count} troubles, in a commit {caught}"));
    }

    /// <summary>Events that the database will not have, in batches with what others ask for.</summary>
    private static async Task Poison(RestartedServer server)
    {
        var refused = await Task.WhenAll(Enumerable.Range(0, 8).Select(n => Refusal(server, n)));
        Assert.All(refused, problem => Assert.Equal(("not-storable", HttpStatusCode.UnprocessableEntity), (problem.Why, problem.Status)));
    }

    /// <summary>The trouble before may still keep a writer busy: then it is asked again, as a client would.</summary>
    private static async Task<ProblemException> Refusal(RestartedServer server, int n)
    {
        for (var asked = 1; ; asked++)
        {
            var refusal = await Assert.ThrowsAsync<ProblemException>(() =>
                server.Client.Publish($$"""{"specversion":"1.0","id":"{{n}}","source":"{{Database.Poison}}","type":"torture.poison"}"""));
            if (refusal.Status != HttpStatusCode.ServiceUnavailable || asked == MostAsked)
            {
                return refusal;
            }

            await Task.Delay(s_untilAskedAgain, TimeProvider.System);
        }
    }

    private static Task<bool> Cut() => Task.FromResult(false);

    private static async Task<bool> Kill(RestartedServer server)
    {
        await server.Kill();
        return false;
    }
}
