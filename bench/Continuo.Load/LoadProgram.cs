using System.Globalization;
using Continuo.Bench;

namespace Continuo.Load;

internal static class LoadProgram
{
    private static readonly TimeSpan s_probe = TimeSpan.FromSeconds(0.5);

    public static async Task<int> Run(string[] args)
    {
        if (args.Length == 0)
        {
            await Console.Error.WriteLineAsync("scenarios: seq5 fan100 scatter5 turn; options: --clients 1,16,128 --seconds 4 --repeat 3 --data DIR --http --live 20000");
            return 2;
        }

        if (args is ["host", var url, var data])
        {
            await HttpHost.Serve(url, data);
            return 0;
        }

        var scenario = Scenario.Find(args[0]);
        if (scenario is null)
        {
            TurnBudget.Measure();
            return 0;
        }

        var options = Options.Parse(args);
        await using var target = options.Http ? await HttpTarget.Open(options.Data) : (ITarget)await InProcessTarget.Open(options.Data);
        await target.Deploy(scenario.Workflow);
        if (scenario.Live > 0)
        {
            await Closed.Prepare(target, scenario, options.Live);
        }

        using var probe = new FlushProbe(options.Data);

        // Interleaved, because the disk's own rate swings within minutes: every round visits every concurrency.
        for (var round = 1; round <= options.Repeat; round++)
        {
            foreach (var clients in scenario.Live > 0 ? [128] : options.Clients)
            {
                var before = probe.FlushesPerSecond(s_probe);
                var result = await Closed.Measure(target, scenario, clients, options.Seconds);
                var after = probe.FlushesPerSecond(s_probe);
                Console.WriteLine(result.ToJson(scenario, options.Http ? "http" : "inprocess", round, (before + after) / 2));
            }
        }

        return 0;
    }

    internal sealed record Options(int[] Clients, TimeSpan Seconds, int Repeat, string Data, bool Http, int Live)
    {
        public static Options Parse(string[] args)
        {
            string? Value(string name) => Array.IndexOf(args, name) is var i and >= 0 && i + 1 < args.Length ? args[i + 1] : null;
            return new Options(
                [.. (Value("--clients") ?? "1,16,128").Split(',').Select(text => int.Parse(text, CultureInfo.InvariantCulture))],
                TimeSpan.FromSeconds(double.Parse(Value("--seconds") ?? "4", CultureInfo.InvariantCulture)),
                int.Parse(Value("--repeat") ?? "3", CultureInfo.InvariantCulture),
                Value("--data") ?? Directory.CreateTempSubdirectory("continuo-load-").FullName,
                args.Contains("--http"),
                int.Parse(Value("--live") ?? "20000", CultureInfo.InvariantCulture));
        }
    }
}
