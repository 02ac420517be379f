using System.Collections.Immutable;
using Continuo.Torture.Ledger;
using Continuo.Torture.Load;

namespace Continuo.Torture.Checking;

/// <summary>All that a run left behind: what clients saw, what the ledger was asked, and what the server tells in the end.</summary>
internal sealed record Evidence(IReadOnlyCollection<Observation> Clients, ImmutableArray<LedgerCall> Calls, IReadOnlyDictionary<string, FinalInstance> Instances);
