using System.Text.Json;
using Continuo.Bench;
using Continuo.JournalBench;

// journalbench [FOLDER] [SECONDS]: commits per second of the SQLite journal beside the disk's own flush rate; medians of three rounds, as JSON.
var folder = Directory.CreateDirectory(Path.Combine(args.Length > 0 ? args[0] : Path.GetTempPath(), "continuo-journalbench")).FullName;
var length = TimeSpan.FromSeconds(args.Length > 1 ? double.Parse(args[1]) : 1);
Setting[] settings =
[
    new(1, 0, 1_000, false), new(1, 1, 1_000, false),
    new(16, 0, 1_000, false), new(16, 1, 1_000, false),
    new(128, 0, 1_000, false), new(128, 3, 1_000, false), new(128, 1, 1_000, false),
    new(128, 0, 20_000, true), new(128, 1, 20_000, true),
];

try
{
    using var probe = new FlushProbe(folder);
    await Interval.Measure(folder, new(16, 2, 1_000, false), length / 2, probe);
    var rounds = new List<Figures>();

    // Round by round, so that a disk that swings touches every setting alike.
    for (var round = 0; round < 3; round++)
    {
        foreach (var setting in settings)
        {
            rounds.Add(await Interval.Measure(folder, setting, length, probe));
        }
    }

    var (raw, command) = StatementCost.Measure(folder);
    var report = new
    {
        cores = Environment.ProcessorCount,
        commits = settings.Select(s => rounds.Where(r => r.Setting == s).OrderBy(r => r.SlicesPerSecond).ElementAt(1)),
        insertMicros = new { raw = Math.Round(raw, 2), command = Math.Round(command, 2) },
    };
    Console.WriteLine(JsonSerializer.Serialize(report, new JsonSerializerOptions(JsonSerializerDefaults.Web) { WriteIndented = true }));
}
finally
{
    Directory.Delete(folder, recursive: true);
}
