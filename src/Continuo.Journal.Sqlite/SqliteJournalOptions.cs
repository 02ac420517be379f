using System.Collections.Immutable;

namespace Continuo.Journal.Sqlite;

/// <summary>Where the store is, and what it may use.</summary>
public sealed record SqliteJournalOptions
{
    /// <summary>The data folder; made when it is missing.</summary>
    public required string Folder { get; init; }

    /// <summary>Shards of a store that is made; an existing one keeps its own number.</summary>
    public int Shards { get; init; } = 16;

    /// <summary>Space kept back for the day the disk is full; zero for stores that live short.</summary>
    public long BallastBytes { get; init; } = 64L << 20;

    /// <summary>Connections that read at once; more reads wait for one.</summary>
    public int Readers { get; init; } = 4;

    /// <summary>A longer read would keep the WAL from being reset.</summary>
    public TimeSpan ReadLimit { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a commit waits for a lock that another process holds.</summary>
    public TimeSpan BusyTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The WAL's size at which a checkpoint is begun.</summary>
    public long CheckpointBytes { get; init; } = 16L << 20;

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Off only in tests of the fence, which is what protects the store when the lock file does not.</summary>
    internal bool UseLockFile { get; init; } = true;

    internal ImmutableArray<string> Migrations { get; init; } = Schema.Migrations.Steps;

    /// <summary>Replaces SQLite's answer to the COMMIT of a batch after it was carried out: a disk cannot be made to fail on demand.</summary>
    internal Func<int, int>? CommitAnswer { get; init; }

    /// <summary>A bound on the file, so that tests can fill the disk without filling the disk.</summary>
    internal long? MaxPages { get; init; }

    /// <summary>Tells the free space of the disk in the place of the disk.</summary>
    internal Func<long>? FreeSpace { get; init; }

    /// <summary>SQLite's bound on one value, lower than its own, so that tests need no gigabyte.</summary>
    internal int? MaxValueBytes { get; init; }
}
