using Continuo.Workflows.Documents;

namespace Continuo.Workflows.Validation;

public enum Severity
{
    Warning,
    Error,
}

/// <summary>A mistake in a document.</summary>
/// <param name="Code">Stable, such as <c>CW0012</c>.</param>
/// <param name="Severity">An error refuses the document; a warning does not.</param>
/// <param name="Position">Where.</param>
/// <param name="Pointer">JSON pointer to the place, empty for the document.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Remedy">How to mend it, when that can be said.</param>
public sealed record Diagnostic(string Code, Severity Severity, TextPosition Position, string Pointer, string Message, string? Remedy = null)
{
    /// <summary>One line as compilers print it: <c>file:line:column: error CW0012: message. remedy</c>.</summary>
    public string Format(string file) =>
        $"{file}:{Position}: {(Severity == Severity.Error ? "error" : "warning")} {Code}: {Message}{(Remedy is null ? "" : $" {Remedy}")}";
}
