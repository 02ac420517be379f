namespace Continuo.Load;

internal static class LoadProgram
{
    private static readonly Dictionary<string, Func<Options, Report, Task>> s_own = new(StringComparer.Ordinal)
    {
        ["wait1m"] = WaitingInstances.Measure,
        ["timers100k"] = Timers.Measure,
        ["recover100k"] = Recovery.Measure,
        ["event-fan-in"] = async (options, report) =>
        {
            await FanIn.One(options, report);
            await FanIn.Few(options, report);
        },
        ["hot"] = FanIn.Hot,
        ["bigloop"] = BigLoop.Measure,
        ["commits"] = RawCommits.Measure,
        ["idle"] = IdleNode.Measure,
        ["probe"] = (_, report) =>
        {
            report.Write("probe", report.Probe());
            return Task.CompletedTask;
        },
    };

    public static async Task<int> Run(string[] args)
    {
        switch (args)
        {
            case ["host", var url, var data]:
                await HttpHost.Serve(url, data);
                return 0;
            case ["service", var url]:
                await EchoService.Serve(url);
                return 0;
            case ["turn"]:
                TurnBudget.Measure();
                return 0;
            case ["table", var file]:
                FigureTable.Print(file);
                return 0;
            case []:
                return await Usage();
        }

        var options = Options.Parse(args);
        Directory.CreateDirectory(options.Data);
        using var report = new Report(options.Data, options.Store);
        if (args is ["post", var address, ..])
        {
            await Posting.Measure(new Uri(address), options, report);
            return 0;
        }

        if (s_own.TryGetValue(options.Scenario, out var measure))
        {
            await measure(options, report);
            return 0;
        }

        using var service = options.Scenario == "http5" ? Child.Start("service") : null;
        if (service is not null)
        {
            await service.Answer("/");
        }

        return Scenario.Find(options.Scenario, service?.Url ?? "") is { } scenario ? await Throughput(scenario, options with { Http = options.Http || service is not null }, report) : await Usage();
    }

    private static async Task<int> Throughput(Scenario scenario, Options options, Report report)
    {
        await using var target = options.Http ? await HttpTarget.Open(options.Data) : (ITarget)await InProcessTarget.Open(options);
        await target.Deploy(scenario.Workflow);
        if (options.Rate is not null)
        {
            await OpenLoop.Measure(target, scenario, options, report);
            return 0;
        }

        if (scenario.Live > 0)
        {
            await Closed.Prepare(target, scenario, options.Count ?? scenario.Live);
        }

        // Interleaved, because the disk's own rate swings within minutes: every round visits every concurrency.
        for (var round = 1; round <= options.Repeat; round++)
        {
            foreach (var clients in scenario.Live > 0 ? [128] : options.Clients)
            {
                var before = report.Probe();
                var result = await Closed.Measure(target, scenario, clients, options.Seconds);
                report.Write(scenario.Name, (before + report.Probe()) / 2, result.Figures(options.Http ? "http" : "inprocess", round));
            }
        }

        return 0;
    }

    private static async Task<int> Usage()
    {
        await Console.Error.WriteLineAsync(
            """
            scenarios: seq5 pure5 fan100 scatter5 http5 turn wait1m timers100k recover100k event-fan-in hot bigloop idle commits
                       probe; post URL; table FILE
            options:   --clients 1,16,128 --seconds 4 --repeat 3 --count N --rate N --data DIR --http --store sqlite|postgres://...
            """);
        return 2;
    }
}
