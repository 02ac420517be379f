using System.Globalization;
using Continuo.Workflows.Documents.Syntax;
using Continuo.Workflows.Json;
using Continuo.Workflows.Schemas;
using Continuo.Workflows.Validation;

namespace Continuo.Workflows.Documents.Parsing;

/// <summary>The <c>schema</c> of an input, output or export: a JSON Schema in the document or elsewhere, compiled.</summary>
internal sealed class SchemaReader(LoadContext context, ResourceReader resources)
{
    /// <param name="data">The input, output or export.</param>
    /// <param name="external">What it is when the schema is not JSON Schema.</param>
    public JsonSchema? Read(Fields data, Unsupported external)
    {
        if (data.Object("schema") is not { } fields)
        {
            return null;
        }

        var format = fields.Text("format") ?? "json";
        var form = fields.OneOf("document", "resource");
        fields.Close();
        if (form is null)
        {
            return null;
        }

        if (format is not ("json" or "json:2020-12"))
        {
            context.Report(external, fields.Map);
            return null;
        }

        return form == "document"
            ? Compile(context, fields.Map["document"]!, "", null)
            : fields.Object("resource") is { } resource && resources.ReadResource(resource) is { } address ? ReadElsewhere(address) : null;
    }

    private JsonSchema? ReadElsewhere(ResourceAddress address)
    {
        // A fragment says which part of the document is the schema.
        var (written, fragment) = address.Written.IndexOf('#', StringComparison.Ordinal) is >= 0 and var at ? (address.Written[..at], address.Written[(at + 1)..]) : (address.Written, "");
        var key = DocumentAddress.Resolve(context.Key, written);
        if (context.External.Read(context, address.At, key, address.Authentication, address.At.Pointer) is not var (inner, root))
        {
            return null;
        }

        return Compile(inner, root, fragment, address.Authentication);
    }

    private static JsonSchema? Compile(LoadContext context, SourceNode document, string fragment, AuthenticationPolicy? authentication)
    {
        var sources = new SchemaSources(context, document, authentication);
        var options = SchemaOptions.Default with { Find = sources.Find };
        try
        {
            return fragment.Length == 0
                ? JsonSchema.Compile(document.Json, options with { Address = sources.Own })
                : JsonSchema.Compile(JsonObject.Of(("$ref", $"{sources.Own}#{fragment}")), options);
        }
        catch (SchemaException wrong)
        {
            foreach (var problem in wrong.Problems)
            {
                var at = At(document, problem.SchemaPath);
                if (problem.Unknown is { } unknown && sources.Problems.TryGetValue(unknown, out var reason))
                {
                    context.Diagnostics.Add(DiagnosticCodes.ExternalDocument, at, reason.What, reason.Remedy);
                    continue;
                }

                var where = problem.SchemaPath.Length == 0 ? "schema" : $"schema's '{problem.SchemaPath}'";
                context.Diagnostics.Add(DiagnosticCodes.BadSchema, at, $"The {where} {problem.Message}.");
            }

            return null;
        }
    }

    /// <summary>What a pointer leads to, as far as it leads within the document.</summary>
    private static SourceNode At(SourceNode node, string pointer)
    {
        // What stands before a pointer is the name of another document.
        foreach (var token in pointer.StartsWith('/') ? pointer.Split('/').Skip(1) : [])
        {
            var next = node switch
            {
                SourceMap map => map[token.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)],
                SourceList list when int.TryParse(token, CultureInfo.InvariantCulture, out var index) && index < list.Items.Count => list.Items[index],
                _ => null,
            };
            if (next is null)
            {
                return node;
            }

            node = next;
        }

        return node;
    }
}
