using Continuo.Workflows.Validation;

namespace Continuo.Workflows.Documents.Parsing;

/// <summary>Names and versions of workflows.</summary>
internal static class Names
{
    public static string Read(LoadContext context, Fields fields, string property)
    {
        if (fields.Text(property, required: true) is not { } name)
        {
            return "";
        }

        if (!Patterns.Name().IsMatch(name))
        {
            context.Diagnostics.Add(DiagnosticCodes.BadName, fields.Map[property]!, $"'{name}' cannot be a '{property}'.", "Use up to 63 letters, digits and hyphens, with a letter or digit at both ends.");
        }

        return name;
    }

    public static string CheckVersion(LoadContext context, Fields fields, string property)
    {
        var version = fields.Text(property, required: true);
        if (version is not null && !Patterns.Version().IsMatch(version))
        {
            context.Diagnostics.Add(DiagnosticCodes.BadVersion, fields.Map[property]!, $"'{version}' is not a semantic version.", "Write three numbers, such as '1.0.0'.");
        }

        return version ?? "";
    }
}
