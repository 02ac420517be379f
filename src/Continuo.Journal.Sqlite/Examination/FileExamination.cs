using System.Globalization;
using Continuo.Journal.Sqlite.Connections;
using Continuo.Journal.Sqlite.Files;
using Continuo.Runtime.Checking;

namespace Continuo.Journal.Sqlite.Examination;

/// <summary>The file itself: where it is, how much room it has, and whether its pages hold together.</summary>
internal sealed class FileExamination(Database database, string path, Findings findings, TimeProvider clock)
{
    public const string Restore = "Stop the server, keep a copy of the file with its '-wal', and restore a backup ('continuo store restore').";

    private const int MostPages = 50;
    private const long LargeWal = 256L << 20;
    private const long ShortSpace = 256L << 20;
    private static readonly TimeSpan s_future = TimeSpan.FromMinutes(5);

    public void Look()
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        LookAtDisk(folder);
        LookAtWal();
        LookAtWriters();
    }

    /// <summary>Reads every page.</summary>
    public void LookAtPages()
    {
        using var check = database.PrepareOnce($"PRAGMA integrity_check({MostPages})");
        while (check.Step())
        {
            if (check.Text(0) is var found and not "ok")
            {
                findings.Error(FindingCodes.PageDamaged, path, found, Restore);
            }
        }
    }

    private void LookAtDisk(string folder)
    {
        if (NetworkFileSystems.Find(folder) is { } type)
        {
            findings.Error(FindingCodes.NetworkFileSystem, folder, $"it is on a network file system ({type}), where SQLite's locks do not hold", "Stop the server and restore a backup into a folder on a local disk.");
        }

        if (new FileInfo(Path.Combine(folder, "continuo.ballast")) is { Exists: true, Length: 0 })
        {
            findings.Warn(FindingCodes.BallastGivenUp, folder, "the disk was full and the ballast is given up: no instance is started", "Free space on this disk; the ballast is taken again by itself.");
        }

        var free = new DriveInfo(folder).AvailableFreeSpace;
        if (free < ShortSpace)
        {
            findings.Warn(FindingCodes.DiskShort, folder, $"{Megabytes(free)} are free", "Free space on this disk, or shorten the retention.");
        }
    }

    private void LookAtWal()
    {
        var wal = new FileInfo(path + "-wal");
        if (wal is { Exists: true, Length: > LargeWal })
        {
            findings.Warn(
                FindingCodes.WalLarge, wal.FullName, $"it has {Megabytes(wal.Length)}: something reads for long and keeps it from beginning anew", "End long reads such as a backup that hangs; a restart of the server takes it into the file.");
        }
    }

    private void LookAtWriters()
    {
        if (database.Scalar("SELECT count(*) FROM writers WHERE fenced = 0") is > 1 and var writers)
        {
            findings.Error(FindingCodes.TwoWriters, "the writers", $"{writers} are not fenced; each claim fences all before it", "Stop every process that has the file open and start one: its claim fences them.");
        }

        using var unknown = database.PrepareOnce("SELECT shard, writer FROM shards WHERE writer IS NOT NULL AND NOT EXISTS (SELECT 1 FROM writers w WHERE w.id = shards.writer)");
        while (unknown.Step())
        {
            findings.Error(FindingCodes.WriterUnknown, $"shard {unknown.Int64(0)}", $"writer {unknown.Int64(1)} has it, of whom there is no row", "Start the server again: its claim takes every shard.");
        }

        using var newest = database.PrepareOnce("SELECT node, claimed_at FROM writers ORDER BY id DESC LIMIT 1");
        if (newest.Step() && new DateTimeOffset(newest.Int64(1), TimeSpan.Zero) is var at && at > clock.GetUtcNow() + s_future)
        {
            findings.Warn(FindingCodes.ClockBehind, "the clock", $"'{newest.Text(0)}' has claimed the store at {at:O}, which is still to come here", "Set the clock of this machine.");
        }
    }

    private static string Megabytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / (1024.0 * 1024):0.#} MB");
}
