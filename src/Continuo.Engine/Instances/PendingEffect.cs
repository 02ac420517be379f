using Continuo.Engine.Interpretation;
using Continuo.Workflows.Json;

namespace Continuo.Engine.Instances;

/// <summary>Work that the instance asked for and that is not recorded as done: issued again after a crash, with the same key.</summary>
internal sealed class PendingEffect
{
    public required int Id;

    /// <summary>The frame that waits for it; zero for notices that only have to arrive.</summary>
    public required int Frame;

    public required EffectKind Kind;
    public required JsonValue Arguments;

    /// <summary>An author's key; null for the one that <see cref="Node"/>, <see cref="Path"/> and <see cref="Generation"/> make.</summary>
    public string? Key;

    public int Node;
    public string Path = "";
    public string Generation = "0";
    public int Attempt = 1;

    /// <summary>At most once: fails instead of being repeated when it may have been issued.</summary>
    public bool Once;

    /// <summary>Of an at-most-once effect: recorded before it is issued.</summary>
    public bool Attempted;

    /// <summary>The child exists; its end comes as a stimulus.</summary>
    public bool ChildStarted;

    /// <summary>In flight in this load; not part of the state.</summary>
    public bool Issued;
}
