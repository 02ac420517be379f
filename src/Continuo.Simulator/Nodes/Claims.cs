using System.Collections.Immutable;
using Continuo.Engine.Ownership;
using Continuo.Engine.Shards;
using Continuo.Simulator.Planting;
using Continuo.Simulator.Storage;

namespace Continuo.Simulator.Nodes;

/// <summary>Fence, then claim, then read: each is a message of its own, so that anything may come between them.</summary>
internal sealed class Claims(NodeProcess process)
{
    public delegate void Answer(ImmutableArray<int> claimed, ImmutableArray<(int Shard, string Node)> held, ImmutableArray<int> failed);

    private StoreLink Store => process.Store;

    public void Open(NodeWriter writer) => Store.Read(db => db.OpenWriter(process.Name, writer.Slot), row =>
    {
        if (writer.Row is null)
        {
            writer.MoveTo(row);
        }
    });

    public void Take(NodeWriter writer, ImmutableArray<int> shards, ClaimMode mode, Answer answered)
    {
        if (writer.Row is not { } row)
        {
            Open(writer);
            process.Later(TimeSpan.Zero, () => answered([], [], shards));
            return;
        }

        Store.Read(db => shards.Select(shard => Look(db, shard)).ToImmutableArray(), seen =>
        {
            ImmutableArray<Seen> mine = [.. seen.Where(one => one.MayClaim(process.Name, mode))];
            ImmutableArray<(int, string)> held = [.. seen.Except(mine).Select(one => (one.Shard, one.Node))];
            Fence([.. mine.Where(one => one is { IsFenced: false, Writer: not null } && one.Writer != row).Select(one => one.Writer!.Value).Distinct().Order()], 0, () =>
                Set(writer, row, mine, (claimed, lost) => answered(claimed, held, lost)));
        });
    }

    /// <summary>The own shards again, under a new writer.</summary>
    public void TakeBack(NodeWriter writer, long before, ImmutableArray<int> shards, Action<ImmutableArray<int>, ImmutableArray<int>> answered) =>
        Store.Read(db => db.OpenWriter(process.Name, writer.Slot), row =>
        {
            writer.MoveTo(row);
            Fence(process.Cluster.Bug is PlantedBug.OwnZombieCommit ? [] : [before], 0, () =>
                Store.Read(db => shards.Select(shard => Look(db, shard)).ToImmutableArray(), seen =>
                {
                    ImmutableArray<Seen> own = [.. seen.Where(one => one.Writer == before)];
                    Set(writer, row, own, (claimed, lost) => answered(claimed, [.. lost, .. seen.Except(own).Select(one => one.Shard)]));
                }));
        });

    private static Seen Look(Database db, int shard)
    {
        var holder = db.WriterOf(shard);
        return new(shard, holder?.Id, db.Shards[shard].Epoch, holder?.IsFenced ?? true, holder?.Node ?? "");
    }

    private void Fence(ImmutableArray<long> writers, int done, Action then)
    {
        if (done == writers.Length)
        {
            then();
            return;
        }

        Store.Request((db, fenced) => db.Fence(writers[done], fenced), () => Fence(writers, done + 1, then));
    }

    private void Set(NodeWriter writer, long row, ImmutableArray<Seen> seen, Action<ImmutableArray<int>, ImmutableArray<int>> answered)
    {
        if (seen.IsEmpty)
        {
            answered([], []);
            return;
        }

        Store.Read(db => seen.Where(one => db.Claim(one.Shard, one.Writer, one.Epoch, row)).Select(one => one.Shard).ToImmutableArray(), claimed =>
            Store.Read(db => claimed.Select(shard => (Shard: shard, Image: db.Shards[shard].ReadImage())).ToImmutableArray(), images =>
            {
                ImmutableArray<int> failed = [.. seen.Select(one => one.Shard).Except(claimed)];
                if (writer.Row != row)
                {
                    // It was fenced meanwhile, or its outcome unknown: what it claimed is free again.
                    answered([], [.. failed, .. claimed]);
                    return;
                }

                foreach (var (shard, image) in images)
                {
                    process.Seats.Adopt(shard, image);
                }

                answered(claimed, failed);
            }));
    }

    /// <param name="IsFenced">Whether its holder cannot commit any more, or there is none.</param>
    private sealed record Seen(int Shard, long? Writer, long Epoch, bool IsFenced, string Node)
    {
        public bool MayClaim(string node, ClaimMode mode) => IsFenced || Node == node || mode == ClaimMode.TakeOver;
    }
}
