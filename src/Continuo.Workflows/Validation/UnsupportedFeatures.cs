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
    public static readonly Unsupported CallGrpc = Blocking("CW1002", "call: grpc");
    public static readonly Unsupported CallAsyncApi = Blocking("CW1003", "call: asyncapi");
    public static readonly Unsupported CallA2A = Blocking("CW1004", "call: a2a");
    public static readonly Unsupported CallMcp = Blocking("CW1005", "call: mcp");
    public static readonly Unsupported CallByUri = Blocking("CW1006", "call: function by URI");
    public static readonly Unsupported CallFromCatalog = Blocking("CW1007", "call: function of a catalog");
    public static readonly Unsupported CallDeclared = Blocking("CW1008", "call: function of use.functions");
    public static readonly Unsupported InputSchema = Blocking("CW1012", "input.schema of an external resource or another format");
    public static readonly Unsupported OutputSchema = Blocking("CW1013", "output.schema of an external resource or another format");
    public static readonly Unsupported ExportSchema = Blocking("CW1014", "export.schema of an external resource or another format");
    public static readonly Unsupported EvaluateLanguage = Blocking("CW1019", "evaluate.language other than jq and javascript");
    public static readonly Unsupported Catalogs = Passive("CW1024", "use.catalogs", "Only a call of a catalog's function needs it.");
    public static readonly Unsupported Extensions = Blocking("CW1025", "use.extensions");
    public static readonly Unsupported Functions = Passive("CW1026", "use.functions", "Only a call of such a function needs it.");

    public static ImmutableArray<Unsupported> All { get; } =
    [
        CallGrpc, CallAsyncApi, CallA2A, CallMcp, CallByUri, CallFromCatalog, CallDeclared, InputSchema,
        OutputSchema, ExportSchema, EvaluateLanguage, Catalogs, Extensions, Functions,
    ];

    private static Unsupported Blocking(string id, string name) =>
        new(new DiagnosticCode(id, Severity.Warning, $"Not executed: {name}", "This version knows the feature and does not execute it. The definition deploys, unless --strict is given; starting it is refused."), name, true, "A start of this workflow is refused.");

    private static Unsupported Passive(string id, string name, string consequence) =>
        new(new DiagnosticCode(id, Severity.Warning, $"Not executed: {name}", $"This version knows the feature and does not execute it. The definition deploys, unless --strict is given, and can be started. {consequence}"), name, false, consequence);
}
