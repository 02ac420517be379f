namespace Continuo.Testing.Journaling;

/// <summary>How a planned call fails.</summary>
public enum JournalFault
{
    /// <summary>It does nothing; of a commit nobody knows that.</summary>
    Before,

    /// <summary>It does all of it, and the answer is lost.</summary>
    After,

    /// <summary>It does nothing and says so.</summary>
    Unavailable,
}
