using System.Collections.Immutable;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Documents.Parsing;
using Continuo.Workflows.Documents.Syntax;
using Continuo.Workflows.Validation;

namespace Continuo.Workflows.Lint.Fixes;

/// <summary>Mends what has one obvious remedy: misspelt names, missing quotes, missing <c>${ }</c>, durations. Everything else of the text stays as it is, comments included.</summary>
public static class WorkflowFixer
{
    private const int Most = 200;

    /// <remarks>Each change is tried: one that does not make the document better, or brings a new error, is not kept.</remarks>
    public static FixResult Fix(string text, ExternalDocuments documents)
    {
        ArgumentNullException.ThrowIfNull(text);
        var mended = ImmutableArray.CreateBuilder<Diagnostic>();
        var found = WorkflowLoader.Load(text, documents).Diagnostics;
        var next = 0;
        while (next < found.Length && mended.Count < Most)
        {
            if (Edit(text, found[next]) is not { } edit)
            {
                next++;
                continue;
            }

            var changed = edit.Apply(text);
            var after = WorkflowLoader.Load(changed, documents).Diagnostics;
            if (IsBetter(found, after))
            {
                mended.Add(found[next]);
                (text, found, next) = (changed, after, 0);
            }
            else
            {
                next++;
            }
        }

        return new FixResult(text, mended.ToImmutable(), WorkflowLinter.Lint(text, documents));
    }

    private static bool IsBetter(ImmutableArray<Diagnostic> before, ImmutableArray<Diagnostic> after)
    {
        var (was, now) = (Errors(before), Errors(after));
        return now < was || (now == was && after.Length < before.Length);
    }

    private static int Errors(ImmutableArray<Diagnostic> diagnostics) => diagnostics.Count(d => d.Severity == Severity.Error);

    private static TextEdit? Edit(string text, Diagnostic diagnostic)
    {
        if (Remedies.Replacement(diagnostic) is not { } replacement || ExternalReader.Parse(new LoadContext(text)) is not { } root)
        {
            return null;
        }

        return ScalarPlace.Find(text, root, diagnostic.Position) is { } place ? place.Replace(replacement) : null;
    }
}
