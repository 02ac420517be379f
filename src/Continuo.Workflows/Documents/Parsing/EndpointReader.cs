using Continuo.Workflows.Documents.Syntax;

namespace Continuo.Workflows.Documents.Parsing;

/// <summary>Where something is, and how to prove there who asks: a URI, or <c>{uri, authentication}</c>.</summary>
internal sealed class EndpointReader(LoadContext context, ExpressionReader expressions, AuthenticationReader authentications)
{
    public (EndpointTemplate? Uri, AuthenticationPolicy? Authentication) Read(SourceNode? node, string what, Scope scope)
    {
        if (node is not SourceMap map)
        {
            return (node is null ? null : ReadUri(context, expressions, node, what, scope), null);
        }

        var fields = new Fields(context, map, what);
        var uri = fields.Required("uri") is { } text ? ReadUri(context, expressions, text, "'uri'", scope) : null;
        var authentication = authentications.ReadUse(fields.Optional("authentication"), scope);
        fields.Close();
        return (uri, authentication);
    }

    /// <summary>An external resource: <c>{name?, endpoint}</c>.</summary>
    public (EndpointTemplate? Uri, AuthenticationPolicy? Authentication) ReadResource(SourceNode? node, string what, Scope scope)
    {
        if (node is null || Fields.Of(context, node, what) is not { } fields)
        {
            return (null, null);
        }

        _ = fields.Text("name");
        var endpoint = Read(fields.Required("endpoint"), "'endpoint'", scope);
        fields.Close(key => key is "uri" or "url" ? "Where it is stands under 'endpoint'." : null);
        return endpoint;
    }

    /// <summary>Where a document of a call is: when the address is written out, the document is asked for before the call, and kept.</summary>
    /// <param name="name">What it is for.</param>
    /// <param name="node">The resource as it stands in the text.</param>
    /// <param name="endpoint">The resource as it was read.</param>
    /// <param name="form">What is there.</param>
    public CallEndpoint Document(string name, SourceNode? node, (EndpointTemplate? Uri, AuthenticationPolicy? Authentication) endpoint, DocumentForm form)
    {
        var plain = new CallEndpoint(name, endpoint.Uri, endpoint.Authentication);
        if (node is null || endpoint.Uri is null)
        {
            return plain;
        }

        if (endpoint.Uri.Template is not { } template || template.Parts.Any(part => part.IsVariable) || !KnownPolicy.Is(endpoint.Authentication))
        {
            return plain with { Computed = form };
        }

        var key = DocumentAddress.Resolve(context.Key, DocumentAddress.WithoutHost(template.Text.Split('#')[0]));
        var at = (node as SourceMap)?["endpoint"] ?? node;
        at = (at as SourceMap)?["uri"] ?? at;
        return DocumentAddress.Problem(key) is null && context.External.Pin(context, at, key, endpoint.Authentication, form) ? plain with { Document = key } : plain;
    }

    public static EndpointTemplate? ReadUri(LoadContext context, ExpressionReader expressions, SourceNode node, string what, Scope scope)
    {
        if (node is not SourceScalar { Json.IsString: true } text)
        {
            Fields.WrongType(context, node, what, "a text", what == "'endpoint'" ? "Write a URI, a URI template, an expression, or {uri: ..., authentication: ...}." : "Write a URI, a URI template, or an expression.");
            return null;
        }

        return ExpressionReader.TryFind(text.Text, out var program)
            ? new EndpointTemplate(null, expressions.Compile(text, program, scope, Stage.Body) ?? expressions.Placeholder)
            : UriTemplateReader.Read(context, text) is { } template ? new EndpointTemplate(template, null) : null;
    }
}
