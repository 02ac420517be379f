using Continuo.Workflows.Validation;

namespace Continuo.Workflows.Documents.Parsing;

/// <summary>The method of a protocol that has a fixed list of them.</summary>
internal static class Methods
{
    public static void Read(LoadContext context, Fields fields, CallArguments with, string[] methods)
    {
        if (fields.Text("method", required: true) is not { } method)
        {
            return;
        }

        if (!methods.Contains(method))
        {
            context.Diagnostics.Add(DiagnosticCodes.BadValue, fields.Map["method"]!, $"'method' must be one of {string.Join(", ", methods)}; found '{method}'.", Suggestion.For(method, methods));
        }

        with.Set("method", method);
    }
}
