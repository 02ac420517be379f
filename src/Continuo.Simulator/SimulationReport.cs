using System.Collections.Immutable;

namespace Continuo.Simulator;

/// <summary>How a simulation ended.</summary>
/// <param name="Options">What was simulated.</param>
/// <param name="BrokenRule">The promise that was broken; null when all held.</param>
/// <param name="What">How it was broken.</param>
/// <param name="Hash">Of everything that happened: two runs with the same hash are the same run.</param>
/// <param name="Steps">Things that happened.</param>
/// <param name="Simulated">How long it took, in the time of the simulation.</param>
/// <param name="Effects">Effects that reached the world.</param>
/// <param name="Trace">The last things that happened, as many as were asked for.</param>
public sealed record SimulationReport(SimulationOptions Options, string? BrokenRule, string? What, string Hash, int Steps, TimeSpan Simulated, int Effects, ImmutableArray<string> Trace)
{
    public bool Holds => BrokenRule is null;

    public override string ToString() => Holds
        ? $"seed {Options.Seed} holds: {Steps} steps, {Simulated.TotalSeconds:F0} s simulated, {Effects} effects, {Hash}"
        : $"seed {Options.Seed} broke '{BrokenRule}': {What}\n  after {Steps} steps, at {Simulated.TotalSeconds:F6} s\n  again: {Options.Command}";
}
