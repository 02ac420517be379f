namespace Continuo.Workflows.Validation;

/// <summary>A kind of diagnostic. Its id is stable: scripts and documentation refer to it.</summary>
/// <param name="Id">Such as <c>CW0101</c>; never used again for something else.</param>
/// <param name="Severity">Whether it refuses the document.</param>
/// <param name="Title">A few words.</param>
/// <param name="Explanation">When it is reported, and what to do.</param>
public sealed record DiagnosticCode(string Id, Severity Severity, string Title, string Explanation);
