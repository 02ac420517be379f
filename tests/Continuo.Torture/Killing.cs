using System.Diagnostics;
using Continuo.Torture.Processes;

namespace Continuo.Torture;

/// <summary>Kills of one server at random.</summary>
internal static class Killing
{
    public static async Task KillAgainAndAgain(this TortureRun run, RestartedServer server, bool isNode = false)
    {
        var began = Stopwatch.GetTimestamp();
        while (server.Kills < run.Plan.Torments || Stopwatch.GetElapsedTime(began) < run.Plan.Time)
        {
            if (isNode)
            {
                await run.Lives.Serves();
            }

            await run.Lives.Live();
            if (run.Random.Next(8) == 0)
            {
                await server.KillWhileDraining(TimeSpan.FromMilliseconds(run.Random.Next(200)));
            }
            else
            {
                await server.Kill();
            }

            if (run.Random.Next(5) == 0)
            {
                // While it recovers, or before it has even begun to.
                await server.BootAndKill(TimeSpan.FromMilliseconds(run.Random.Next(50, 1000)));
            }

            await server.Boot();
        }
    }
}
