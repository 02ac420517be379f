using System.Collections.Immutable;
using Continuo.Engine.Ownership;
using Continuo.Simulator.Nodes;

namespace Continuo.Simulator.Faults;

/// <summary>Lets given things go wrong at given steps, to the one that has the first shard.</summary>
internal sealed class PlacedFaults(Cluster cluster, ImmutableArray<PlacedFault> faults)
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    private int _next;

    /// <summary>What is possible in a small world: the kinds that concern ownership.</summary>
    public static ImmutableArray<FaultKind> Kinds { get; } = [FaultKind.Kill, FaultKind.Pause, FaultKind.DoubleClaim, FaultKind.UnknownCommit];

    public void Before(int step)
    {
        while (_next < faults.Length && faults[_next].Step <= step)
        {
            Strike(faults[_next++].Kind);
        }
    }

    private void Strike(FaultKind kind)
    {
        var owner = cluster.Hosts.FirstOrDefault(host => host.Process?.Seats.Find(0) is not null) ?? cluster.Hosts[0];
        cluster.World.Note("placed", $"{kind} {owner.Name}");
        switch (kind)
        {
            case FaultKind.Kill:
                owner.Kill();
                cluster.World.After(s_second, owner.Start);
                break;
            case FaultKind.Pause:
                // Longer than it takes to be declared dead.
                owner.Pause();
                cluster.World.After(13 * s_second, owner.Resume);
                break;
            case FaultKind.DoubleClaim:
                var other = cluster.Hosts.FirstOrDefault(host => host != owner && host.Process is not null);
                other?.Process!.Post(() => other.Process!.Ownership.Claim([new(0)], ClaimMode.TakeOver));
                break;
            case FaultKind.UnknownCommit:
                cluster.Conditions.NextIsUnknown = true;
                break;
        }
    }
}
