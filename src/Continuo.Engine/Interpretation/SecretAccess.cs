using System.Text.RegularExpressions;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Expressions;
using Continuo.Workflows.Json;

namespace Continuo.Engine.Interpretation;

/// <summary>A secret that the document does not list may not be read: an error, where jq would say null.</summary>
/// <remarks>Looked for in the text of expressions that have asked for <c>$secrets</c>: any other way to its members ends at null.</remarks>
internal static partial class SecretAccess
{
    public static void Check(ValueTemplate template, WorkflowDefinition definition, string pointer)
    {
        switch (template)
        {
            case ValueTemplate.Computed computed:
                Check(computed.Expression.Source, definition, pointer);
                break;
            case ValueTemplate.Loose loose:
                Check(loose.Expression.Source, definition, pointer);
                break;
            case ValueTemplate.Members members:
                foreach (var (_, member) in members.Of)
                {
                    Check(member, definition, pointer);
                }

                break;
            case ValueTemplate.Entries entries:
                foreach (var (key, value) in entries.Of)
                {
                    Check(key, definition, pointer);
                    Check(value, definition, pointer);
                }

                break;
            case ValueTemplate.Items items:
                foreach (var item in items.Of)
                {
                    Check(item, definition, pointer);
                }

                break;
        }
    }

    /// <exception cref="SecretMissingException">It holds one that is unknown or has no such member.</exception>
    public static void EnsureKnown(JsonValue value, Func<string, JsonValue?> lookup)
    {
        if (value.IsSymbolic)
        {
            value.Symbolic.Resolve(lookup);
        }

        foreach (var item in value.AsArray is { } array ? array.Span : value.AsObject is { } members ? members.Values : default)
        {
            EnsureKnown(item, lookup);
        }
    }

    /// <exception cref="TaskFault">It names one that is not listed.</exception>
    public static void Check(string expression, WorkflowDefinition definition, string pointer)
    {
        foreach (Match match in Member().Matches(expression))
        {
            var name = match.Groups["name"].Value;
            if (!definition.Secrets.Contains(name))
            {
                throw TaskFault.Of(ErrorTypes.Authorization, $"The secret '{name}' is not listed in use.secrets: add it there.", pointer);
            }
        }
    }

    [GeneratedRegex("""\$secrets?\s*(\.\s*(?<name>[A-Za-z_]\w*)|\.\s*"(?<name>[^"\\]+)"|\.?\s*\[\s*"(?<name>[^"\\]+)"\s*\])""")]
    private static partial Regex Member();
}
