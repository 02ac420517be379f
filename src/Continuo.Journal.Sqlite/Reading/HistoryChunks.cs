using System.Collections.Immutable;
using Continuo.Engine.Instances;
using Continuo.Runtime.Journaling;

namespace Continuo.Journal.Sqlite.Reading;

/// <summary>A history backwards: the journal leads back by itself, and each snapshot is kept beside the commit that it includes.</summary>
internal static class HistoryChunks
{
    /// <param name="reader">One moment of the store is read.</param>
    /// <param name="instance">Whose.</param>
    /// <param name="head">Its number and newest position.</param>
    /// <param name="before">Commits from here on are left out.</param>
    public static HistoryChunk Read(Reader reader, InstanceId instance, (long Number, long Pos) head, long before) => reader.Snapshot(() =>
    {
        var commits = ImmutableArray.CreateBuilder<StoredCommit>();
        var payloads = new PayloadReads(reader, head.Number, instance);
        var walk = reader.Prepare("SELECT prev_pos, at, facts, payloads FROM journal WHERE pos = ?1");
        for (var at = Start(reader, instance, head, before); at > 0;)
        {
            InstanceReads.Go(walk, at, instance);
            commits.Add(new(at, new(walk.Int64(1), TimeSpan.Zero), walk.Blob(2).ToArray()) { Payloads = payloads.Read(walk, 3) });
            at = walk.Int64(0);
            walk.Reset();
            if (at > 0 && FindSnapshot(reader, head.Number, at, payloads) is { } snapshot)
            {
                commits.Reverse();
                return new HistoryChunk(new ReadOnlyMemory<byte>(snapshot.Bytes), commits.DrainToImmutable()) { Payloads = snapshot.Payloads };
            }
        }

        commits.Reverse();
        return new HistoryChunk(null, commits.DrainToImmutable());
    });

    /// <summary>The newest commit before a place. Who pages names a commit or the place after one, and needs no walk.</summary>
    private static long Start(Reader reader, InstanceId instance, (long Number, long Pos) head, long before)
    {
        if (before > head.Pos)
        {
            return head.Pos;
        }

        if (Owner(reader, before - 1).Instance == head.Number)
        {
            return before - 1;
        }

        var (owner, previous) = Owner(reader, before);
        if (owner == head.Number)
        {
            return previous;
        }

        var at = head.Pos;
        while (at >= before)
        {
            var passed = new List<long>();
            at = InstanceReads.WalkBack(reader, instance, at, before - 1, passed);
        }

        return at;
    }

    private static (long Instance, long Previous) Owner(Reader reader, long pos)
    {
        var read = reader.Prepare("SELECT instance, prev_pos FROM journal WHERE pos = ?1").Bind(1, pos);
        var found = read.Step() ? (read.Int64(0), read.Int64(1)) : (0, 0);
        read.Reset();
        return found;
    }

    private static (byte[] Bytes, ImmutableArray<Payload> Payloads)? FindSnapshot(Reader reader, long number, long pos, PayloadReads payloads)
    {
        var read = reader.Prepare("SELECT bytes, payloads FROM past_snapshots WHERE pos = ?2 UNION ALL SELECT bytes, payloads FROM snapshots WHERE instance = ?1 AND pos = ?2").Bind(1, number).Bind(2, pos);
        (byte[], ImmutableArray<Payload>)? found = read.Step() ? (read.Blob(0).ToArray(), payloads.Read(read, 1)) : null;
        read.Reset();
        return found;
    }
}
