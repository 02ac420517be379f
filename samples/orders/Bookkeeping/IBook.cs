namespace Orders.Bookkeeping;

/// <summary>The state that a service keeps beside its ledger, in memory.</summary>
/// <remarks>Called by one thread at a time.</remarks>
internal interface IBook
{
    /// <summary>Takes in an entry, a new one or one that is read back at the start.</summary>
    void Apply(LedgerEntry entry);

    /// <summary>The figures that a reader wants to see first.</summary>
    object Summary();
}
