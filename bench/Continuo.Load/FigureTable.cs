using System.Globalization;
using System.Text.Json;

namespace Continuo.Load;

/// <summary>table FILE: the goals and what was measured, from the JSON lines of many runs, medians.</summary>
internal static class FigureTable
{
    public static void Print(string file)
    {
        var lines = File.ReadLines(file).Where(line => line.StartsWith('{')).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Console.WriteLine("| figure | goal | measured | flushes/s | load |\n|---|---|---|---|---|");
        foreach (var row in Rows(lines))
        {
            var found = lines.Where(row.Takes).ToList();
            var measured = found.Count == 0 ? "not measured" : row.Show(name => Median(found, name));
            Console.WriteLine($"| {row.Name} | {row.Goal} | {measured} | {Plain(Median(found, "flushesPerSecond"))} | {Plain(Median(found, "load"))} |");
        }
    }

    private static IEnumerable<Row> Rows(List<JsonElement> all)
    {
        yield return new("seq5 at 128, SQLite, in-process", "40,000 tasks/s", Of("seq5", "inprocess", 128), Tasks);
        yield return new("seq5 at 128, SQLite, over HTTP", "30,000 tasks/s", Of("seq5", "http", 128), Tasks);
        yield return new("scatter5 over 100,000 live instances", "half of seq5's rate", Of("scatter5", null, null), m => $"{Tasks(m)}, {Share(m("tasksPerSecond"), all, Of("seq5", "inprocess", 128), "tasksPerSecond")} of seq5");
        yield return new("CPU of a seq5 turn", "8 us, 4 kB", Of("turn", null, null), m => $"{m("usPerTurn"):0.0} us, {m("allocatedKbPerTurn"):0.0} kB");
        yield return new("seq5 at 1, p50", "6 flushes + 0.6 ms", Of("seq5", "inprocess", 1), m => $"{m("p50ms"):0.00} ms; 6 flushes + 0.6 ms are {(6_000 / m("flushesPerSecond")) + 0.6:0.00} ms");
        yield return new("seq5 at 128, PostgreSQL here", "15,000 tasks/s", line => Text(line, "store") == "postgres" && Of("seq5", "inprocess", 128, anyStore: true)(line), Tasks);
        yield return new("fan100, p50", "4 ms", Of("fan100", "inprocess", 1), m => $"{m("p50ms"):0.00} ms");
        yield return new("http5 at 128", "3 x Restate's seq5 in the same run", Of("http5", null, 128), m => all.Any(Of("post", null, 128)) ? $"{Tasks(m)}, {Share(m("requestsPerSecond"), all, Of("post", null, 128), "requestsPerSecond")} of Restate's" : Tasks(m));
        yield return new("a million waiting", "300 B each, 10,000 created/s, start < 3 s, one woken in 5 ms", Of("wait1m", null, null), m => $"{m("count"):N0}: {m("heapBytesEach"):0} B each, {m("createdPerSecond"):N0}/s, start {m("serverStartMs") / 1000:0.0} s, woken in {m("p50ms"):0.0} ms (p99 {m("p99ms"):0.0})");
        yield return new("100,000 timers over a minute", "worst lateness 2 s", line => Of("timers100k", null, null)(line) && Text(line, "kind") == "spread", m => $"{m("count"):N0}: worst {m("maxMs") / 1000:0.00} s, p99 {m("p99ms"):0} ms");
        yield return new("all at one instant", "reported", line => Of("timers100k", null, null)(line) && Text(line, "kind") == "at once", m => $"{m("count"):N0}: all in {m("allFiredAfterMs") / 1000:0.0} s");
        yield return new("kill -9 with 10,000 in flight", "loaded and queued within 2 s of ready", line => Of("recover100k", null, null)(line) && line.GetProperty("count").GetInt32() <= 10_000, m => $"{m("recoveredAfterReadyMs") / 1000:0.00} s after ready, {m("readyMs") / 1000:0.0} s to ready");
        yield return new("the same with 100,000", "reported", line => Of("recover100k", null, null)(line) && line.GetProperty("count").GetInt32() > 10_000, m => $"{m("recoveredAfterReadyMs") / 1000:0.00} s after ready");
        yield return new("pure functions at 128", "50,000 tasks/s", Of("pure5", "inprocess", 128), Tasks);
        yield return new("pure functions at 1, p50", "0.6 ms", Of("pure5", "inprocess", 1), m => $"{m("p50ms"):0.00} ms");
        yield return new("an instance of a million tasks", "resumes in 50 ms, memory flat", Of("bigloop", null, null), m => $"{m("tasks"):N0}: {m("resumeMs"):0} ms after the node ({m("nodeStartMs"):0} ms); heap {m("heapMbAtATenth"):0.0} MB at a tenth, {m("heapMb"):0.0} MB at the end");
        yield return new("commits/s of seq5 at 128", "half of the raw rate of the file", Of("seq5", "inprocess", 128), m => $"{6 * m("requestsPerSecond"):N0}/s, {Share(6 * m("requestsPerSecond"), all, Of("commits", null, null), "commitsPerSecond")} of raw");
        yield return new("idle, embedded", "no writes, < 0.5 % of a core", Of("idle", null, null), m => $"{m("cpuPercentOfACore"):0.00} %, store {(all.Exists(line => Text(line, "scenario") == "idle" && line.GetProperty("storeTouched").GetBoolean()) ? "written" : "untouched")}");
        yield return new("one event to 100,000", "reported", line => Of("event-fan-in", null, null)(line) && Text(line, "kind") == "one event", m => $"{m("count"):N0}: all told in {m("allToldMs") / 1000:0.0} s");
        yield return new("many events to ten", "reported", line => Of("event-fan-in", null, null)(line) && Text(line, "kind") == "many events", m => $"{m("consumedPerSecond"):N0} consumed/s; seq5 beside it p50 {m("p50ms"):0.0} ms");
        yield return new("one hot instance", "reported", Of("hot", null, null), m => $"{m("consumedPerSecond"):N0} events/s; seq5 beside it p50 {m("p50ms"):0.0} ms");
    }

    private static Func<JsonElement, bool> Of(string scenario, string? mode, int? clients, bool anyStore = false) => line =>
        Text(line, "scenario") == scenario
        && (mode is null || Text(line, "mode") == mode)
        && (clients is null || (line.TryGetProperty("clients", out var found) && found.GetInt32() == clients))
        && (anyStore || Text(line, "store") is null or "sqlite");

    private static string Tasks(Func<string, double> measured) => $"{measured("tasksPerSecond"):N0} tasks/s";

    private static string Share(double part, List<JsonElement> all, Func<JsonElement, bool> of, string name)
    {
        var whole = Median([.. all.Where(of)], name);
        return double.IsNaN(whole) ? "?" : string.Create(CultureInfo.InvariantCulture, $"{part / whole:0.00} x");
    }

    private static string? Text(JsonElement line, string name) => line.TryGetProperty(name, out var found) && found.ValueKind == JsonValueKind.String ? found.GetString() : null;

    private static double Median(List<JsonElement> lines, string name)
    {
        var values = lines.Where(line => line.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number).Select(line => line.GetProperty(name).GetDouble()).Order().ToList();
        return values.Count == 0 ? double.NaN : values[values.Count / 2];
    }

    private static string Plain(double value) => double.IsNaN(value) ? "-" : value.ToString("0.##", CultureInfo.InvariantCulture);

    private sealed record Row(string Name, string Goal, Func<JsonElement, bool> Takes, Func<Func<string, double>, string> Show);
}
