namespace Continuo.Runtime.Checking;

public enum FindingSeverity
{
    /// <summary>Good to know.</summary>
    Note,

    /// <summary>Nothing is lost; something should be done.</summary>
    Warning,

    /// <summary>An invariant of the store does not hold.</summary>
    Error,
}
