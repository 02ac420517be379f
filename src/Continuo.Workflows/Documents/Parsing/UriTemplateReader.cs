using System.Collections.Immutable;
using Continuo.Workflows.Documents.Syntax;
using Continuo.Workflows.Validation;

namespace Continuo.Workflows.Documents.Parsing;

/// <summary>RFC 6570, level 1: literal text and <c>{name}</c>. The name is a key as it stands, dots included.</summary>
internal static class UriTemplateReader
{
    private const string Operators = "+#./;?&=,!@|";

    public static UriTemplate? Read(LoadContext context, SourceScalar scalar)
    {
        if (Problem(scalar.Text, out var parts) is not { } problem)
        {
            return new UriTemplate(scalar.Text, parts);
        }

        context.Diagnostics.Add(DiagnosticCodes.BadUriTemplate, scalar, $"'{scalar.Text}' is not a URI template: {problem.What}.", problem.Remedy);
        return null;
    }

    private static (string What, string Remedy)? Problem(string text, out ImmutableArray<UriTemplatePart> parts)
    {
        var found = ImmutableArray.CreateBuilder<UriTemplatePart>();
        parts = [];
        if (text.Length == 0)
        {
            return ("it is empty", "Write a URI, or an expression in ${ }.");
        }

        if (text.AsSpan().ContainsAny(" \t\r\n"))
        {
            return ("it contains white space", "Encode a space as %20; write an expression in ${ } to compute a URI.");
        }

        var at = 0;
        while (at < text.Length)
        {
            var open = text.IndexOf('{', at);
            var close = text.IndexOf('}', at);
            var literalEnd = open < 0 ? text.Length : open;
            if (close >= 0 && close < literalEnd)
            {
                return ("a '}' has no '{' before it", "Encode a brace that is meant as text: %7D.");
            }

            if (literalEnd > at)
            {
                found.Add(new UriTemplatePart(text[at..literalEnd], false));
            }

            if (open < 0)
            {
                break;
            }

            if (close < 0)
            {
                return ("a '{' is not closed", "Close it with '}', or encode it: %7B.");
            }

            var name = text[(open + 1)..close];
            if (BadName(name) is { } bad)
            {
                return bad;
            }

            found.Add(new UriTemplatePart(name, true));
            at = close + 1;
        }

        parts = found.ToImmutable();
        return null;
    }

    private static (string What, string Remedy)? BadName(string name)
    {
        if (name.Length == 0 || name.Contains('{', StringComparison.Ordinal))
        {
            return ("a variable has no name", "Write {name}, the name of a property of the task's input.");
        }

        if (Operators.Contains(name[0], StringComparison.Ordinal) || name.EndsWith('*') || name.AsSpan().ContainsAny(":,"))
        {
            return ($"'{{{name}}}' is not level 1 of RFC 6570", "Only {name} is part of the language; use `query`, or an expression in ${ }.");
        }

        return null;
    }
}
