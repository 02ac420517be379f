using System.Collections.Immutable;

namespace Continuo.Torture.Checking;

/// <summary>An instance after the last restart, when nothing moves any more.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Kind">Its workflow's name.</param>
/// <param name="Status">Its status.</param>
/// <param name="Compensation">How far its undo is.</param>
/// <param name="Output">Its output as JSON.</param>
/// <param name="Parent">Who started it, if an instance did.</param>
/// <param name="History">Its facts as JSON, oldest first.</param>
internal sealed record FinalInstance(string Id, string Kind, string Status, string Compensation, string Output, string? Parent, ImmutableArray<FinalFact> History)
{
    public bool HasEnded => Status is "completed" or "faulted" or "cancelled" && Compensation != "running";
}

/// <summary>A fact of a history.</summary>
/// <param name="Position">Its commit.</param>
/// <param name="Kind">Which.</param>
/// <param name="Text">All of it.</param>
internal sealed record FinalFact(long Position, string Kind, string Text);
