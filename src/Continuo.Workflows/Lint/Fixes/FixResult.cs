using System.Collections.Immutable;
using Continuo.Workflows.Validation;

namespace Continuo.Workflows.Lint.Fixes;

/// <summary>A document as it is after all that could be mended safely.</summary>
/// <param name="Text">The new text; the old one when nothing was mended.</param>
/// <param name="Mended">What was wrong and is not any more.</param>
/// <param name="Left">What there is to be said of the new text.</param>
public sealed record FixResult(string Text, ImmutableArray<Diagnostic> Mended, ImmutableArray<Diagnostic> Left);
