namespace Continuo.Simulator.Storage;

/// <summary>One incarnation of one writer connection, as the store knows it.</summary>
internal sealed class WriterRow(long id, string node, int slot)
{
    public long Id { get; } = id;

    public string Node { get; } = node;

    public int Slot { get; } = slot;

    public bool IsFenced { get; set; }

    /// <summary>The transaction that holds the share lock of the row, from its guard to its end.</summary>
    public Transaction? Open { get; set; }

    /// <summary>Fences that wait for the exclusive lock. Transactions that come after them queue behind, as in a fair lock queue.</summary>
    public Queue<Action> Fences { get; } = new();

    /// <summary>What the same connection has sent meanwhile.</summary>
    public Queue<Transaction> Waiting { get; } = new();

    public override string ToString() => $"writer {Id} ({Node}.{Slot})";
}
