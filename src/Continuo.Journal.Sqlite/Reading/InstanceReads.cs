using System.Collections.Immutable;
using Continuo.Engine.Instances;
using Continuo.Engine.Shards;
using Continuo.Journal.Sqlite.Writing;
using Continuo.Runtime.Journaling;

namespace Continuo.Journal.Sqlite.Reading;

/// <summary>Instances by id: the row tells the number and a head, the journal is a chain back from the newest head that anybody knows.</summary>
internal sealed class InstanceReads(HeadIndex heads)
{
    /// <summary>Well within the time that a read may take.</summary>
    private const int StepsAtOnce = 50_000;
    private const long BytesAtOnce = 4L << 20;

    public StoredInstance? Load(Reader reader, InstanceId instance, long? head)
    {
        if (Find(reader, instance) is not { } number)
        {
            return null;
        }

        // The index first, the snapshot of the store after it: so whatever the index names can be seen.
        var newest = Math.Max(head ?? 0, heads.Find(number));
        return reader.Snapshot(() =>
        {
            newest = Math.Max(newest, RowHead(reader, number));
            var payloads = new PayloadReads(reader, number, instance);
            var (pos, bytes) = ReadSnapshot(reader, number, payloads);
            var commits = ImmutableArray.CreateBuilder<ReadOnlyMemory<byte>>();
            var walk = reader.Prepare("SELECT prev_pos, facts, payloads FROM journal WHERE pos = ?1");
            for (var at = newest; at > pos;)
            {
                Go(walk, at, instance);
                commits.Add(walk.Blob(1).ToArray());
                payloads.Read(walk, 2);
                at = walk.Int64(0);
                walk.Reset();
            }

            commits.Reverse();
            return new StoredInstance(instance, number, newest, ReadSeq(reader, newest, instance), pos, bytes, commits.DrainToImmutable()) { Payloads = payloads.All };
        });
    }

    public (long Number, long Pos)? FindHead(Reader reader, InstanceId instance)
    {
        if (Find(reader, instance) is not { } number)
        {
            return null;
        }

        var newest = heads.Find(number);
        return (number, Math.Max(newest, RowHead(reader, number)));
    }

    /// <summary>Notes positions from <paramref name="at"/> back to <paramref name="last"/>, newest first.</summary>
    /// <returns>Where to go on; not after <paramref name="last"/> when the walk is done.</returns>
    public static long WalkBack(Reader reader, InstanceId instance, long at, long last, List<long> positions)
    {
        var walk = reader.Prepare("SELECT prev_pos FROM journal WHERE pos = ?1");
        for (var left = StepsAtOnce; left > 0 && at > last; left--)
        {
            Go(walk, at, instance);
            positions.Add(at);
            at = walk.Int64(0);
            walk.Reset();
        }

        return at;
    }

    public static ImmutableArray<StoredCommit> ReadCommits(Reader reader, InstanceId instance, long number, long[] positions, long afterPos, int limit)
    {
        var found = Array.BinarySearch(positions, afterPos);
        var commits = ImmutableArray.CreateBuilder<StoredCommit>();
        var read = reader.Prepare("SELECT at, facts, payloads FROM journal WHERE pos = ?1");
        var payloads = new PayloadReads(reader, number, instance);
        var bytes = 0L;
        for (var i = found < 0 ? ~found : found + 1; i < positions.Length && commits.Count < limit && bytes + payloads.Bytes < BytesAtOnce; i++)
        {
            Go(read, positions[i], instance);
            commits.Add(new(positions[i], new(read.Int64(0), TimeSpan.Zero), read.Blob(1).ToArray()) { Payloads = payloads.Read(read, 2) });
            bytes += commits[^1].Facts.Length;
            read.Reset();
        }

        return commits.DrainToImmutable();
    }

    public static ImmutableArray<EndedInstance> ReadEnded(Reader reader, DateTimeOffset through, EndedInstance? after, int limit)
    {
        var read = reader.Prepare(
            $"""
            SELECT i.id, i.n, i.finished_at FROM instances i
            WHERE i.finished_at IS NOT NULL AND (i.finished_at, i.n) > (?1, ?2) AND i.finished_at <= ?3 AND i.wake_at IS NULL AND {Deletion.HasNoChildren}
            ORDER BY i.finished_at, i.n LIMIT ?4
            """);
        read.Bind(1, after?.At.UtcTicks ?? 0).Bind(2, after?.Number ?? 0).Bind(3, through.UtcTicks).Bind(4, limit);
        var ended = ImmutableArray.CreateBuilder<EndedInstance>();
        while (read.Step())
        {
            ended.Add(new(new(read.Text(0)), read.Int64(1), new(read.Int64(2), TimeSpan.Zero)));
        }

        return ended.DrainToImmutable();
    }

    private static long? Find(Reader reader, InstanceId instance)
    {
        var find = reader.Prepare("SELECT n FROM instances WHERE id = ?1").Bind(1, instance.Text);
        long? number = find.Step() ? find.Int64(0) : null;
        find.Reset();
        return number;
    }

    private static long RowHead(Reader reader, long number)
    {
        var read = reader.Prepare("SELECT head_pos FROM instances WHERE n = ?1").Bind(1, number);
        var head = read.Step() ? read.Int64(0) : 0;
        read.Reset();
        return head;
    }

    private static (long Pos, ReadOnlyMemory<byte>? Bytes) ReadSnapshot(Reader reader, long number, PayloadReads payloads)
    {
        var read = reader.Prepare("SELECT pos, bytes, payloads FROM snapshots WHERE instance = ?1").Bind(1, number);
        var (pos, bytes) = (0L, (ReadOnlyMemory<byte>?)null);
        if (read.Step())
        {
            (pos, bytes) = (read.Int64(0), read.Blob(1).ToArray());
            payloads.Read(read, 2);
        }

        read.Reset();
        return (pos, bytes);
    }

    private static long ReadSeq(Reader reader, long pos, InstanceId instance)
    {
        var read = reader.Prepare("SELECT seq FROM journal WHERE pos = ?1");
        Go(read, pos, instance);
        var seq = read.Int64(0);
        read.Reset();
        return seq;
    }

    public static void Go(Connections.Statement walk, long pos, InstanceId instance)
    {
        if (!walk.Bind(1, pos).Step())
        {
            throw new JournalUnavailableException($"Commit {pos} of '{instance}' is missing: the store is damaged. Stop using it, keep a copy, and restore a backup.");
        }
    }
}
