namespace Continuo.Torture.Ledger;

/// <summary>One request to the ledger.</summary>
/// <param name="Receipt">The number of the key's effect: the same for every call with the key.</param>
/// <param name="Key">Its <c>Idempotency-Key</c>.</param>
/// <param name="Attempt">Its <c>Continuo-Attempt</c>.</param>
/// <param name="Instance">On whose behalf.</param>
/// <param name="Step">Which step of it.</param>
/// <param name="Body">All that it said.</param>
/// <param name="Answer">What the ledger means to answer.</param>
/// <param name="At">When it came.</param>
internal sealed record LedgerCall(long Receipt, string Key, string Attempt, string Instance, string Step, string Body, string Answer, DateTimeOffset At);
