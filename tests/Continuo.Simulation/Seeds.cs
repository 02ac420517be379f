using System.Collections.Concurrent;
using System.Globalization;
using Continuo.Simulator;

namespace Continuo.Simulation;

/// <summary>Runs many simulations, on both cores; each is one thread.</summary>
internal static class Seeds
{
    /// <summary>Those that failed once.</summary>
    public static IEnumerable<int> Kept => File.ReadLines(Path.Combine(AppContext.BaseDirectory, "seeds.txt"))
        .Where(line => line.Length > 0 && line[0] != '#')
        .Select(line => int.Parse(line.Split(' ')[0], CultureInfo.InvariantCulture));

    /// <summary>All of them must hold; what does not is shown with the command that runs it again.</summary>
    public static void Hold(IEnumerable<SimulationOptions> all)
    {
        var broken = new ConcurrentBag<SimulationReport>();
        Parallel.ForEach(all, new ParallelOptions { MaxDegreeOfParallelism = 2 }, (options, loop) =>
        {
            var report = Simulator.Simulation.Run(options);
            if (!report.Holds)
            {
                broken.Add(report);
                loop.Stop();
            }
        });

        Assert.True(broken.IsEmpty, string.Join('\n', broken));
    }
}
