namespace Continuo.Simulator.Faults;

/// <summary>A fault of a small world: before which step it strikes.</summary>
public sealed record PlacedFault(int Step, FaultKind Kind);
