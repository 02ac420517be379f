using System.Collections.Immutable;
using Continuo.Workflows.Validation;

namespace Continuo.Workflows.Documents.Import;

/// <summary>A document as the present version of the language writes it.</summary>
/// <param name="Text">The new text; the old one when nothing is to be changed or nothing can be read.</param>
/// <param name="Changes">What was changed, in the order of the document.</param>
/// <param name="Diagnostics">Why nothing can be read.</param>
public sealed record ImportResult(string Text, ImmutableArray<ImportedChange> Changes, ImmutableArray<Diagnostic> Diagnostics)
{
    /// <summary>Whether comments and layout are gone, because the text could not be changed in place.</summary>
    public bool LostLayout { get; init; }
}

/// <summary>One change of a document that is imported.</summary>
/// <param name="Position">Where in the old text.</param>
/// <param name="Pointer">JSON pointer into the old document.</param>
/// <param name="Message">What was changed, and why.</param>
public sealed record ImportedChange(TextPosition Position, string Pointer, string Message);
