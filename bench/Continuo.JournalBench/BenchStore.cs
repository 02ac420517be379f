using System.Globalization;
using Continuo.Journal.Postgres;
using Continuo.Journal.Sqlite;
using Continuo.Runtime.Journaling;
using Continuo.Testing.Postgres;

namespace Continuo.JournalBench;

/// <summary>A new store for one interval.</summary>
/// <param name="Journal">Opened.</param>
/// <param name="ServerCpu">Seconds of processor time that the store's own processes have used.</param>
internal sealed record BenchStore(IJournal Journal, Func<double> ServerCpu)
{
    private static int s_last;

    public static BenchStore Sqlite(string folder) =>
        new(SqliteJournal.Open(new() { Folder = Directory.CreateDirectory(Path.Combine(folder, $"store-{Path.GetRandomFileName()}")).FullName, BallastBytes = 0 }), () => 0);

    public static async Task<BenchStore> Postgres(ThrowawayPostgres server, int writers)
    {
        var schema = string.Create(CultureInfo.InvariantCulture, $"bench{Interlocked.Increment(ref s_last)}");
        return new(await PostgresJournal.Open(new() { Store = server.Url(), Schema = schema, Writers = writers }), CpuOfPostgres);
    }

    /// <summary>Of every process of that name: the benchmark wants the machine for itself anyway.</summary>
    private static double CpuOfPostgres()
    {
        const double TicksPerSecond = 100;
        var ticks = 0L;
        foreach (var folder in Directory.EnumerateDirectories("/proc").Where(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out _)))
        {
            try
            {
                var stat = File.ReadAllText(Path.Combine(folder, "stat"));
                if (stat.Contains("(postgres)", StringComparison.Ordinal))
                {
                    var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
                    ticks += long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture);
                }
            }
            catch (IOException)
            {
                // It has ended.
            }
        }

        return ticks / TicksPerSecond;
    }
}
