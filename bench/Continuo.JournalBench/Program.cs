using System.Globalization;
using System.Text.Json;
using Continuo.Bench;
using Continuo.JournalBench;
using Continuo.Testing.Postgres;

// journalbench [FOLDER] [SECONDS] [--store sqlite|postgres]: commits per second of a journal beside the disk's own flush rate; medians of three rounds, as JSON.
// PostgreSQL is a server of the benchmark's own, with a flush for every commit.
var isPostgres = Array.IndexOf(args, "--store") is >= 0 and var at && at + 1 < args.Length && args[at + 1] == "postgres";
var given = Array.IndexOf(args, "--store") is >= 0 and var option ? args.Where((_, i) => i != option && i != option + 1).ToArray() : args;
var folder = Directory.CreateDirectory(Path.Combine(given.Length > 0 ? given[0] : Path.GetTempPath(), "continuo-journalbench")).FullName;
var length = TimeSpan.FromSeconds(given.Length > 1 ? double.Parse(given[1], CultureInfo.InvariantCulture) : 1);
Setting[] settings = isPostgres
    ?
    [
        new(1, 0, 1_000, false), new(16, 0, 1_000, false), new(64, 0, 1_000, false), new(64, 3, 1_000, false), new(128, 0, 1_000, false), new(512, 0, 1_000, false),
        new(64, 0, 1_000, false, 2), new(64, 3, 1_000, false, 2), new(32, 0, 1_000, false, 4), new(32, 3, 1_000, false, 4), new(64, 1, 10_000, true, 2),
    ]
    :
    [
        new(1, 0, 1_000, false), new(1, 1, 1_000, false),
        new(16, 0, 1_000, false), new(16, 1, 1_000, false),
        new(128, 0, 1_000, false), new(128, 3, 1_000, false), new(128, 1, 1_000, false),
        new(128, 0, 20_000, true), new(128, 1, 20_000, true),
    ];

try
{
    await using var server = isPostgres ? await ThrowawayPostgres.Start("shared_buffers = 512MB") ?? throw new InvalidOperationException("PostgreSQL 15 is not installed.") : null;
    using var probe = new FlushProbe(folder);
    await Interval.Measure(await Store(1), new(16, 2, 1_000, false), length / 2, probe);
    var rounds = new List<Figures>();

    // Round by round, so that a disk that swings touches every setting alike.
    for (var round = 0; round < 3; round++)
    {
        foreach (var setting in settings)
        {
            rounds.Add(await Interval.Measure(await Store(setting.Writers), setting, length, probe));
        }
    }

    var insertMicros = isPostgres ? null : StatementCost.Measure(folder) is var (raw, command) ? new { raw = Math.Round(raw, 2), command = Math.Round(command, 2) } : null;
    var report = new
    {
        store = isPostgres ? "postgres" : "sqlite",
        cores = Environment.ProcessorCount,
        commits = settings.Select(s => rounds.Where(r => r.Setting == s).OrderBy(r => r.SlicesPerSecond).ElementAt(1)),
        insertMicros,
        wireMicros = server is null ? null : new[] { await WireCost.Measure(server, 16), await WireCost.Measure(server, 64), await WireCost.Measure(server, 512) },
    };
    Console.WriteLine(JsonSerializer.Serialize(report, new JsonSerializerOptions(JsonSerializerDefaults.Web) { WriteIndented = true }));

    async Task<BenchStore> Store(int writers) => server is null ? BenchStore.Sqlite(folder) : await BenchStore.Postgres(server, writers);
}
finally
{
    Directory.Delete(folder, recursive: true);
}
