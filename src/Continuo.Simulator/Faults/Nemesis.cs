using Continuo.Engine.Ownership;
using Continuo.Simulator.Nodes;
using Continuo.Simulator.Scheduling;

namespace Continuo.Simulator.Faults;

/// <summary>Makes things go wrong, a mix of its own for each seed: which kinds, how often, for how long. Then it stops, and all that it broke is mended.</summary>
internal sealed class Nemesis(Cluster cluster)
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    /// <summary>When the last fault is over.</summary>
    public TimeSpan Ends { get; private set; }

    private Chance Chance => cluster.World.Chance;

    public void Begin()
    {
        // Some mixes go on while only the long waits are left.
        Ends = Chance.Happens(0.25) ? 700 * s_second : Chance.Between(60 * s_second, 160 * s_second);
        var kinds = Mix();
        cluster.World.Note("nemesis", $"{string.Join(' ', kinds)} until {Ends.TotalSeconds:F0}");
        if (kinds.Contains(FaultKind.ClockSkew))
        {
            foreach (var host in cluster.Hosts)
            {
                host.Skew = Chance.Between(-3 * s_second, 3 * s_second);
            }
        }

        cluster.Services.Busy = Chance.Happens(0.5) ? 0.1 : 0;
        cluster.Conditions.LongestDelay = Chance.Of([2, 2, 20, 200]) * Conditions.Millisecond;
        foreach (var kind in kinds)
        {
            Next(kind, Chance.Between(2 * s_second, 30 * s_second));
        }

        cluster.World.After(Ends, Mend);
    }

    /// <summary>Lets one thing go wrong, now.</summary>
    public void Strike(FaultKind kind)
    {
        var host = Chance.Of(cluster.Hosts);
        cluster.World.Note("nemesis", $"{kind} {host.Name}");
        switch (kind)
        {
            case FaultKind.Kill:
                host.Kill();
                cluster.World.After(Chance.Between(s_second / 2, Chance.Happens(0.3) ? 20 * s_second : 3 * s_second), host.Start);
                break;
            case FaultKind.Pause:
                host.Pause();
                cluster.World.After(Chance.Between(s_second / 2, Chance.Happens(0.5) ? 25 * s_second : 3 * s_second), host.Resume);
                break;
            case FaultKind.Partition:
                Part(host);
                break;
            case FaultKind.DoubleClaim:
                ClaimTwice(host);
                break;
            case FaultKind.SlowDisk:
                cluster.Conditions.SlowestDisk = Chance.Of([50, 500, 5000]) * Conditions.Millisecond;
                cluster.World.After(Chance.Between(s_second, 8 * s_second), () => cluster.Conditions.SlowestDisk = 3 * Conditions.Millisecond);
                break;
            case FaultKind.UnknownCommit:
                cluster.Conditions.UnknownCommits = Chance.Of([0.05, 0.3]);
                cluster.World.After(Chance.Between(s_second, 10 * s_second), () => cluster.Conditions.UnknownCommits = 0);
                break;
            case FaultKind.ClockSkew:
                host.Skew = Chance.Between(-4 * s_second, 4 * s_second);
                break;
        }
    }

    private HashSet<FaultKind> Mix()
    {
        var allowed = Enum.GetValues<FaultKind>().Where(kind => kind is not (FaultKind.None or FaultKind.All) && cluster.Options.Faults.HasFlag(kind)).ToList();
        var kinds = allowed.Where(_ => Chance.Happens(0.5)).ToHashSet();
        if (kinds.Count == 0 && allowed.Count > 0)
        {
            kinds.Add(Chance.Of(allowed));
        }

        return kinds;
    }

    private void Next(FaultKind kind, TimeSpan after) => cluster.World.After(after, () =>
    {
        if (cluster.World.Elapsed < Ends)
        {
            cluster.Conditions.HeldOpen = kind == FaultKind.Pause ? 0.3 : cluster.Conditions.HeldOpen;
            Strike(kind);
            Next(kind, Chance.Between(2 * s_second, Chance.Of([10, 40, 150]) * s_second));
        }
    });

    private void Part(SimHost host)
    {
        var lasts = Chance.Between(s_second, Chance.Happens(0.4) ? 20 * s_second : 4 * s_second);
        if (Chance.Happens(0.4))
        {
            host.IsCutOff = true;
            cluster.World.After(lasts, () => host.IsCutOff = false);
            return;
        }

        var other = Chance.Of(cluster.Hosts);
        cluster.Cuts.Add((host.Name, other.Name));
        if (Chance.Happens(0.5))
        {
            cluster.Cuts.Add((other.Name, host.Name));
        }

        cluster.Conditions.Loss = Chance.Of([0, 0.2]);
        cluster.World.After(lasts, () =>
        {
            cluster.Cuts.Remove((host.Name, other.Name));
            cluster.Cuts.Remove((other.Name, host.Name));
            cluster.Conditions.Loss = 0;
        });
    }

    private void ClaimTwice(SimHost host)
    {
        if (Chance.Happens(0.5) && host.Process is { } process)
        {
            cluster.Membership.Declare(process.Name);
            return;
        }

        var shard = Chance.Below(cluster.Options.Shards);
        foreach (var claimant in cluster.Hosts.Where(_ => Chance.Happens(0.7)))
        {
            if (claimant.Process is { } there)
            {
                there.Later(cluster.Delay(), () => there.Ownership.Claim([new(shard)], ClaimMode.TakeOver));
            }
        }
    }

    private void Mend()
    {
        cluster.World.Note("nemesis", "stops");
        cluster.Conditions.Calm();
        cluster.Services.Busy = 0;
        cluster.Cuts.Clear();
        foreach (var host in cluster.Hosts)
        {
            host.IsCutOff = false;
            host.Resume();
            cluster.World.After(TimeSpan.Zero, host.Start);
        }
    }
}
