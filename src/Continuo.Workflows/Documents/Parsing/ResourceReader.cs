using Continuo.Workflows.Documents.Syntax;
using Continuo.Workflows.Validation;

namespace Continuo.Workflows.Documents.Parsing;

/// <summary>Addresses of documents that are fetched when a workflow is deployed, and therefore known then.</summary>
internal sealed class ResourceReader(LoadContext context, AuthenticationReader authentications)
{
    /// <summary>An external resource: <c>{name, endpoint}</c>. Null after a diagnostic.</summary>
    public ResourceAddress? ReadResource(Fields resource)
    {
        _ = resource.Text("name");
        var address = resource.Required("endpoint") is { } endpoint ? ReadEndpoint(endpoint) : null;
        resource.Close(key => key is "uri" or "authentication" ? "It belongs under 'endpoint'." : null);
        return address;
    }

    /// <summary>A URI, or <c>{uri, authentication}</c>. Null after a diagnostic.</summary>
    public ResourceAddress? ReadEndpoint(SourceNode node)
    {
        if (node is not SourceMap map)
        {
            return ReadUri(node, "'endpoint'") is { } plain ? new ResourceAddress(plain, null, node) : null;
        }

        var fields = new Fields(context, map, "'endpoint'");
        var uri = fields.Required("uri") is { } text ? ReadUri(text, "'uri'") : null;
        var authentication = authentications.ReadUse(fields.Optional("authentication"), Scope.Top);
        fields.Close();
        return uri is null ? null : new ResourceAddress(uri, authentication, map["uri"]!);
    }

    private string? ReadUri(SourceNode node, string what)
    {
        if (node is not SourceScalar { Json.IsString: true } text)
        {
            Fields.WrongType(context, node, what, "a text", "Write a URI, a path, or {uri: ..., authentication: ...}.");
            return null;
        }

        if (ExpressionReader.TryFind(text.Text, out _) || text.Text.Contains('{', StringComparison.Ordinal))
        {
            context.Diagnostics.Add(DiagnosticCodes.DynamicDocument, node, $"{Fields.Capital(what)} is computed: '{text.Text}'. What a workflow needs is fetched when it is deployed.", "Write the address itself.");
            return null;
        }

        if (DocumentAddress.Problem(text.Text) is { } problem)
        {
            context.Diagnostics.Add(DiagnosticCodes.BadValue, node, $"'{text.Text}' is no address of a document: {problem}.", "Write an http, https or file URI, or a path relative to this file.");
            return null;
        }

        return text.Text;
    }
}

/// <summary>Where a document is.</summary>
/// <param name="Written">As it stands in the text.</param>
/// <param name="Authentication">How it is asked for.</param>
/// <param name="At">Where it stands.</param>
internal sealed record ResourceAddress(string Written, AuthenticationPolicy? Authentication, SourceNode At);
