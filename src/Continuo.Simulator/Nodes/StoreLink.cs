using System.Collections.Immutable;
using Continuo.Simulator.Storage;

namespace Continuo.Simulator.Nodes;

/// <summary>A process's way to the store: what it sends arrives a little later, and what comes back too, unless the way is cut.</summary>
internal sealed class StoreLink(NodeProcess process)
{
    private static readonly TimeSpan s_retry = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan s_longestZombie = TimeSpan.FromSeconds(4);

    private Cluster Cluster => process.Cluster;

    /// <summary>Asks until there is an answer.</summary>
    public void Read<T>(Func<Database, T> read, Action<T> answered)
    {
        if (process.Host.IsCutOff)
        {
            process.Later(s_retry, () => Read(read, answered));
            return;
        }

        Cluster.World.After(Cluster.Delay(), () =>
        {
            var found = read(Cluster.Database);
            process.Later(Cluster.Delay(), () => answered(found));
        });
    }

    /// <summary>Sends something that the store does in its own time.</summary>
    public void Request(Action<Database, Action> request, Action answered)
    {
        if (process.Host.IsCutOff)
        {
            process.Later(s_retry, () => Request(request, answered));
            return;
        }

        Cluster.World.After(Cluster.Delay(), () => request(Cluster.Database, () => process.Later(Cluster.Delay(), answered)));
    }

    /// <summary>Sends a transaction. It may break on the way there, which leaves a zombie that arrives later or never, or on the way back.</summary>
    public void Commit(long writer, ImmutableArray<SimSlice> batch, int? releases, Action<CommitAnswer> answered)
    {
        if (process.Host.IsCutOff)
        {
            process.Later(s_retry, () => answered(new CommitAnswer.Unavailable()));
            return;
        }

        var chance = Cluster.World.Chance;
        var isUnknown = Cluster.Conditions.TakeUnknown(chance);
        var isHeldOpen = chance.Happens(Cluster.Conditions.HeldOpen);
        var isAnswered = false;
        void Answer(CommitAnswer answer)
        {
            if (!isAnswered)
            {
                isAnswered = true;
                process.Post(() => answered(answer));
            }
        }

        var transaction = new Transaction(writer, batch, releases, answer => Cluster.World.After(Cluster.Delay(), () => Answer(process.Host.IsCutOff ? new CommitAnswer.Unknown() : answer)))
        {
            IsHeldOpen = () => isHeldOpen && process.Host.IsPaused && !process.IsDead,
        };
        if (!isUnknown)
        {
            Cluster.World.After(Cluster.Delay(), () => Cluster.Database.Begin(transaction));
            return;
        }

        // Broken before it arrived, while it was under way, or after it was done.
        Cluster.World.After(Cluster.Delay(), () => Answer(new CommitAnswer.Unknown()));
        if (chance.Happens(0.75))
        {
            Cluster.World.After(chance.Between(TimeSpan.Zero, chance.Happens(0.5) ? 2 * Cluster.Conditions.LongestDelay : s_longestZombie), () => Cluster.Database.Begin(transaction));
        }
    }
}
