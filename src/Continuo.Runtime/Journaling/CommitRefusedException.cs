namespace Continuo.Runtime.Journaling;

/// <summary>The batch cannot be stored as it is, now or later, and nothing of it is stored: a slice in it is guilty.</summary>
/// <remarks>Not for what may pass (a lock, a disk that fails, a store out of reach): that is a <see cref="JournalUnavailableException"/>.</remarks>
/// <param name="reason">One of <see cref="RejectedSlice"/>'s.</param>
/// <param name="message">In words.</param>
/// <param name="inner">What the store said.</param>
public sealed class CommitRefusedException(string reason, string message, Exception? inner = null) : Exception(message, inner)
{
    public string Reason { get; } = reason;
}
