using System.Collections.Immutable;

namespace Continuo.Workflows.Validation;

/// <summary>A keyword of the language that this version knows and does not execute.</summary>
/// <param name="Code">Its diagnostic, a warning.</param>
/// <param name="Name">The feature as the language calls it.</param>
/// <param name="BlocksStart">Whether an instance would not do what the document says.</param>
/// <param name="Consequence">What follows from it, as a sentence.</param>
internal sealed record Unsupported(DiagnosticCode Code, string Name, bool BlocksStart, string Consequence);

/// <summary>The features that are known and not executed, with a code each (CW10xx).</summary>
internal static class UnsupportedFeatures
{
    public static readonly Unsupported InputSchema = Blocking("CW1012", "input.schema of another format than JSON Schema");
    public static readonly Unsupported OutputSchema = Blocking("CW1013", "output.schema of another format than JSON Schema");
    public static readonly Unsupported ExportSchema = Blocking("CW1014", "export.schema of another format than JSON Schema");
    public static readonly Unsupported EvaluateLanguage = Blocking("CW1019", "evaluate.language other than jq and javascript");

    public static ImmutableArray<Unsupported> All { get; } =
    [
        InputSchema, OutputSchema, ExportSchema, EvaluateLanguage,
    ];

    private static Unsupported Blocking(string id, string name) =>
        new(new DiagnosticCode(id, Severity.Warning, $"Not executed: {name}", "This version knows the feature and does not execute it. The definition deploys, unless --strict is given; starting it is refused."), name, true, "A start of this workflow is refused.");
}
