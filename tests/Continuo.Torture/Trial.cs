using System.Diagnostics;
using System.Globalization;
using System.Text;
using Continuo.Torture.Checking;
using Continuo.Torture.Load;
using Continuo.Torture.Processes;

namespace Continuo.Torture;

/// <summary>A run, and the judgement on what it left behind.</summary>
internal static class Trial
{
    /// <summary>Fails with all that is known when a promise was broken; the run's folder is kept then.</summary>
    public static async Task Hold(TortureRun run, IServers servers, Func<Task> torment, ITestOutputHelper output)
    {
        var began = Stopwatch.GetTimestamp();
        Evidence evidence;
        try
        {
            evidence = await run.Torture(servers, torment);
        }
        catch (Exception broken)
        {
            run.Keep();
            throw new InvalidOperationException($"Seed {run.Plan.Seed}, data kept in {run.Folder}: {broken.Message}", broken);
        }

        run.Keep();
        var violations = Checker.Check(evidence).ToList();
        output.WriteLine(Summary(run, evidence, Stopwatch.GetElapsedTime(began)));
        if (violations.Count > 0)
        {
            Assert.Fail(Report(run, evidence, violations));
        }

        await servers.DisposeAsync();
        Directory.Delete(run.Folder, true);
    }

    private static string Summary(TortureRun run, Evidence evidence, TimeSpan took)
    {
        var outcomes = evidence.Clients.CountBy(line => line.Outcome).ToDictionary();
        var repeats = evidence.Calls.Length - evidence.Calls.Select(call => call.Key).Distinct().Count();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"seed {run.Plan.Seed}: {run.Kills} kills in {took.TotalSeconds:0} s; {evidence.Instances.Count} instances, {evidence.Calls.Length} calls of which {repeats} were repeats; "
            + $"clients: {outcomes.GetValueOrDefault(Outcome.Ok)} acknowledged, {outcomes.GetValueOrDefault(Outcome.Info)} unknown, {outcomes.GetValueOrDefault(Outcome.Busy)} busy{string.Concat(run.Notes.Select(note => $"; {note}"))}");
    }

    private static string Report(TortureRun run, Evidence evidence, List<Violation> violations)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{violations.Count} broken promises with CONTINUO_TORTURE_SEED={run.Plan.Seed}; data, server log, clients.jsonl and ledger.jsonl are kept in {run.Folder}");
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
