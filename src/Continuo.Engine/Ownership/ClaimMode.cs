namespace Continuo.Engine.Ownership;

/// <summary>How shards are claimed.</summary>
public enum ClaimMode
{
    /// <summary>Only those that nobody holds, that this process held, or whose holder is fenced.</summary>
    Free,

    /// <summary>Whoever holds them: their writers are fenced first.</summary>
    TakeOver,
}
