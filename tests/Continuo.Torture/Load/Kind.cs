using System.Collections.Immutable;

namespace Continuo.Torture.Load;

/// <summary>A kind of workflow under load, and what must be true of each of its instances in the end.</summary>
/// <param name="Name">The workflow's name; the namespace is <c>torture</c>.</param>
/// <param name="Document">Its definition.</param>
/// <param name="Steps">What the ledger must have been asked for, each once. A step that is named twice (see <see cref="Then"/>) is still one.</param>
internal sealed record Kind(string Name, string Document, ImmutableArray<string> Steps)
{
    public string Status { get; init; } = "completed";

    public string Compensation { get; init; } = "none";

    /// <summary>Steps of which each is first done after the one before it.</summary>
    public ImmutableArray<string> Then { get; init; } = Steps;

    /// <summary>The step whose receipt is the instance's output; null when the output says nothing.</summary>
    public string? Last { get; init; } = Steps[^1];

    /// <summary>What the instance needs from a client besides its start; it never ends without.</summary>
    public Need Need { get; init; }

    /// <summary>Whether other instances belong to each of it.</summary>
    public bool HasChild { get; init; }
}

/// <summary>What an instance needs from a client besides its start.</summary>
internal enum Need
{
    Nothing,

    /// <summary>Events 1 to <see cref="Kinds.Signals"/>.</summary>
    Events,

    /// <summary>A cancel when it waits.</summary>
    Cancel,

    /// <summary>A suspend and a resume.</summary>
    Pause,
}
