using System.Collections.Immutable;
using Continuo.Simulator.Scheduling;

namespace Continuo.Simulator.Nodes;

/// <summary>Who is in the cluster, as its members write it down in the store: each says that it lives, and is declared dead when it has not for a while.</summary>
internal sealed class Membership(World world)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private readonly SortedDictionary<string, TimeSpan> _alive = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _dead = new(StringComparer.Ordinal);

    public void Join(NodeProcess process)
    {
        // The next life of a host says that the one before it is over.
        foreach (var before in _alive.Keys.Where(name => name.StartsWith($"{process.Host.Name}.", StringComparison.Ordinal)).ToList())
        {
            Declare(before);
        }

        _alive[process.Name] = world.Elapsed;
    }

    /// <summary>A member says that it lives, and sees what the others are.</summary>
    public Snapshot Beat(NodeProcess process)
    {
        if (_alive.ContainsKey(process.Name))
        {
            _alive[process.Name] = world.Elapsed;
        }

        foreach (var (name, _) in _alive.Where(member => world.Elapsed - member.Value > s_patience).ToList())
        {
            Declare(name);
        }

        return new([.. _alive.Keys], [.. _dead]);
    }

    /// <summary>Rightly or not.</summary>
    public void Declare(string name)
    {
        if (_alive.Remove(name))
        {
            _dead.Add(name);
            world.Note("members", $"{name} is declared dead");
        }
    }

    internal sealed record Snapshot(ImmutableArray<string> Nodes, ImmutableArray<string> Dead)
    {
        public bool IsDead(string name) => Dead.Contains(name);
    }
}
