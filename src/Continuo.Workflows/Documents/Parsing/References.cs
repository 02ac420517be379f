using System.Collections.Immutable;
using Continuo.Workflows.Documents.Syntax;
using Continuo.Workflows.Validation;

namespace Continuo.Workflows.Documents.Parsing;

/// <summary>Names that refer to <c>use</c>.</summary>
internal static class References
{
    public static T? Find<T>(LoadContext context, SourceScalar name, string what, string section, ImmutableDictionary<string, T> declared)
        where T : class
    {
        if (declared.TryGetValue(name.Text, out var found))
        {
            return found;
        }

        context.Diagnostics.Add(
            DiagnosticCodes.UnknownReference,
            name,
            $"There is no {what} '{name.Text}' in {section}.",
            context.Diagnostics.IsFull ? null : Suggestion.For(name.Text, declared.Keys) ?? (declared.IsEmpty ? $"Declare it in {section}." : $"Declared are {string.Join(", ", declared.Keys.Order(StringComparer.Ordinal))}."));
        return null;
    }

    /// <summary>Reports a secret that <c>use.secrets</c> does not list.</summary>
    public static void CheckSecret(LoadContext context, SourceNode name)
    {
        var secrets = context.Use.Secrets;
        if (name.Json.AsString is { } text && !secrets.Contains(text))
        {
            context.Diagnostics.Add(DiagnosticCodes.UndeclaredSecret, name, $"The secret '{text}' is not listed in use.secrets.", Suggestion.For(text, secrets) ?? "Add it there.");
        }
    }
}
