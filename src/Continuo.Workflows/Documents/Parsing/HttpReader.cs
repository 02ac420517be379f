using Continuo.Workflows.Documents.Syntax;
using Continuo.Workflows.Expressions;
using Continuo.Workflows.Json;
using Continuo.Workflows.Validation;

namespace Continuo.Workflows.Documents.Parsing;

/// <summary>The arguments of <c>call: http</c>.</summary>
internal sealed class HttpReader(LoadContext context, ExpressionReader expressions, EndpointReader endpoints)
{
    private static readonly string[] s_methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "QUERY", "CONNECT"];

    public HttpCall Read(Fields fields, Scope scope)
    {
        var method = ReadMethod(fields);
        var (endpoint, authentication) = endpoints.Read(fields.Required("endpoint"), "'endpoint'", scope);
        var call = new HttpCall
        {
            Method = method,
            Endpoint = endpoint ?? new EndpointTemplate(null, null),
            Authentication = authentication,
            Headers = ReadPairs(fields, "headers", scope),
            Query = ReadPairs(fields, "query", scope),
            Body = fields.Optional("body") is { } body ? expressions.Template(body, scope, Stage.Body) : null,
            Output = fields.Choice("output", "content", "raw", "response") switch
            {
                "raw" => HttpOutput.Raw,
                "response" => HttpOutput.Response,
                _ => HttpOutput.Content,
            },
            Redirect = fields.Flag("redirect", otherwise: false),
        };
        fields.Close(key => key switch
        {
            "authentication" => "It belongs to the endpoint: endpoint: {uri: ..., authentication: ...}.",
            "uri" or "url" => "The URI is 'endpoint'.",
            _ => null,
        });
        return call;
    }

    private string ReadMethod(Fields fields)
    {
        var method = fields.Text("method", required: true);
        if (method is null)
        {
            return "GET";
        }

        if (!Patterns.HttpMethod().IsMatch(method))
        {
            context.Diagnostics.Add(DiagnosticCodes.BadValue, fields.Map["method"]!, $"'{method}' is not an HTTP method.", Suggestion.For(method, s_methods) ?? "Write it out, such as get or post; it cannot be computed.");
        }

        return method.ToUpperInvariant();
    }

    /// <summary>Headers or query: one expression, or an object of scalars.</summary>
    private ValueTemplate? ReadPairs(Fields fields, string name, Scope scope)
    {
        var node = fields.Optional(name);
        switch (node)
        {
            case null:
                return null;
            case SourceMap map:
                foreach (var member in map.Members.Where(m => m.Value is not SourceScalar && name == "headers"))
                {
                    Fields.WrongType(context, member.Value, $"the header '{member.Key}'", "a text");
                }

                return expressions.Template(node, scope, Stage.Body);
            case SourceScalar { Json: { Kind: JsonKind.String } } text when ExpressionReader.TryFind(text.Text, out _):
                return expressions.Template(node, scope, Stage.Body);
            default:
                Fields.WrongType(context, node, $"'{name}'", "an object or an expression in ${ }");
                return null;
        }
    }
}
