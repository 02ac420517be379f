using System.Diagnostics;
using System.Globalization;
using System.Text;
using Continuo.Torture.Checking;
using Continuo.Torture.Load;

namespace Continuo.Torture;

public sealed class KillTests(ITestOutputHelper output)
{
    [Fact]
    public async Task A_server_that_is_killed_again_and_again_under_load_loses_nothing_and_does_nothing_twice()
    {
        var plan = Plan.FromEnvironment();
        var began = Stopwatch.GetTimestamp();
        await using var run = await TortureRun.Prepare(plan);
        Evidence evidence;
        try
        {
            evidence = await run.Torture();
        }
        catch (Exception broken)
        {
            run.Keep();
            throw new InvalidOperationException($"Seed {plan.Seed}, data kept in {run.Folder}: {broken.Message}", broken);
        }

        run.Keep();
        var violations = Checker.Check(evidence).ToList();
        output.WriteLine(Summary(plan, run, evidence, Stopwatch.GetElapsedTime(began)));
        if (violations.Count > 0)
        {
            Assert.Fail(Report(plan, run, evidence, violations));
        }

        Assert.True(run.Server.Kills >= 20);
        await run.Server.DisposeAsync();
        Directory.Delete(run.Folder, true);
    }

    private static string Summary(Plan plan, TortureRun run, Evidence evidence, TimeSpan took)
    {
        var outcomes = evidence.Clients.CountBy(line => line.Outcome).ToDictionary();
        var repeats = evidence.Calls.Length - evidence.Calls.Select(call => call.Key).Distinct().Count();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"seed {plan.Seed}: {run.Server.Kills} kills in {took.TotalSeconds:0} s; {evidence.Instances.Count} instances, {evidence.Calls.Length} calls of which {repeats} were repeats; "
            + $"clients: {outcomes.GetValueOrDefault(Outcome.Ok)} acknowledged, {outcomes.GetValueOrDefault(Outcome.Info)} unknown, {outcomes.GetValueOrDefault(Outcome.Busy)} busy");
    }

    private static string Report(Plan plan, TortureRun run, Evidence evidence, List<Violation> violations)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{violations.Count} broken promises with CONTINUO_TORTURE_SEED={plan.Seed}; data, server log, clients.jsonl and ledger.jsonl are kept in {run.Folder}");
        foreach (var violation in violations.Take(20))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  {violation}");
        }

        var first = violations[0].Instance;
        text.AppendLine(CultureInfo.InvariantCulture, $"{first}, as its clients saw it:");
        foreach (var line in evidence.Clients.Where(line => line.Instance == first))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  {line.At:HH:mm:ss.fff} {line.Act} {line.Outcome} {line.Said}");
        }

        text.AppendLine("as the ledger saw it:");
        foreach (var call in evidence.Calls.Where(call => call.Instance == first))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  {call.At:HH:mm:ss.fff} {call.Step} {call.Key} attempt {call.Attempt} receipt {call.Receipt} -> {call.Answer}");
        }

        text.AppendLine("its history:");
        foreach (var fact in evidence.Instances.GetValueOrDefault(first)?.History ?? [])
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  {fact.Text}");
        }

        return text.ToString();
    }
}
