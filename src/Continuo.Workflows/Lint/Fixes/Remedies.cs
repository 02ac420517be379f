using System.Text.RegularExpressions;
using Continuo.Workflows.Validation;

namespace Continuo.Workflows.Lint.Fixes;

/// <summary>What should stand where a diagnostic points, when its remedy says exactly that.</summary>
internal static partial class Remedies
{
    // Of these codes the position is that of the name which is wrong.
    private static readonly string[] s_renamed =
    [
        DiagnosticCodes.UnknownProperty.Id, DiagnosticCodes.BadValue.Id, DiagnosticCodes.UnknownFlowTarget.Id, DiagnosticCodes.UnknownReference.Id,
        DiagnosticCodes.UndeclaredSecret.Id, DiagnosticCodes.LikeBuiltInCall.Id, DiagnosticCodes.UnknownExtension.Id,
    ];

    public static Replacement? Replacement(Diagnostic diagnostic)
    {
        if (diagnostic.Remedy is not { } remedy)
        {
            return null;
        }

        if (s_renamed.Contains(diagnostic.Code) && Meant().Match(remedy) is { Success: true } meant)
        {
            return new Replacement(meant.Groups[1].Value, false);
        }

        if (diagnostic.Code == DiagnosticCodes.WrongType.Id && Quote().Match(remedy) is { Success: true } quote)
        {
            return new Replacement(quote.Groups[1].Value, true);
        }

        var missing = diagnostic.Code == DiagnosticCodes.WrongType.Id ? Computed().Match(remedy) : Bare().Match(remedy);
        if (missing.Success)
        {
            return new Replacement($"${{ {missing.Groups[1].Value} }}", true);
        }

        return diagnostic.Code == DiagnosticCodes.BadDuration.Id && Duration().Match(remedy) is { Success: true } duration ? new Replacement(duration.Groups[1].Value, false) : null;
    }

    [GeneratedRegex(@"^Did you mean '([^']+)'\?$")]
    private static partial Regex Meant();

    [GeneratedRegex(@"^Put it in quotes: '(.*)'\.$")]
    private static partial Regex Quote();

    [GeneratedRegex(@"^Write '\$\{ (.*) \}'\.$")]
    private static partial Regex Computed();

    [GeneratedRegex(@"^Write \$\{ (.*) \} if it is meant as one\.$")]
    private static partial Regex Bare();

    [GeneratedRegex(@"^(?:Write|Its letters are capitals:) (P[A-Z0-9.]+)\.$")]
    private static partial Regex Duration();
}

/// <param name="Text">The content of the scalar.</param>
/// <param name="InQuotes">Whether it needs quotes to be the text that it is meant to be.</param>
internal sealed record Replacement(string Text, bool InQuotes);
