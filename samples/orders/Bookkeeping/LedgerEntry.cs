using System.Text.Json.Nodes;

namespace Orders.Bookkeeping;

/// <summary>One line of a ledger: what was asked, what it did, and what was answered.</summary>
/// <param name="N">Counts from one without gaps.</param>
/// <param name="At">When it was applied.</param>
/// <param name="Key">The caller's idempotency key.</param>
/// <param name="Request">A fingerprint of method, path and body.</param>
/// <param name="Action">What it did, such as <c>charge</c>; a refusal does nothing and is recorded all the same.</param>
/// <param name="Data">What a service needs to rebuild its state.</param>
/// <param name="Status">The HTTP status of the answer.</param>
/// <param name="Answer">The body of the answer.</param>
internal sealed record LedgerEntry(long N, DateTimeOffset At, string Key, string Request, string Action, JsonObject Data, int Status, JsonNode? Answer);
