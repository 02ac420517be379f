using System.Collections.Immutable;
using Continuo.Workflows.Documents.Syntax;
using Continuo.Workflows.Expressions;
using Continuo.Workflows.Json;

namespace Continuo.Workflows.Documents.Parsing;

/// <summary>The arguments of <c>call: openapi</c>.</summary>
internal sealed class OpenApiReader(ExpressionReader expressions, AuthenticationReader authentications, EndpointReader endpoints, LoadContext context)
{
    public Func<TaskHeader, TaskNode> Read(Fields fields, Scope scope)
    {
        var (document, documentAuthentication) = endpoints.ReadResource(fields.Required("document", "Write document: {endpoint: URI}."), "'document'", scope);
        var with = ImmutableArray.CreateBuilder<KeyValuePair<string, ValueTemplate>>();
        if (fields.Text("operationId", required: true) is not null)
        {
            Add("operationId", expressions.Template(fields.Map["operationId"]!, scope, Stage.Body));
        }

        if (ReadParameters(fields.Optional("parameters"), scope) is { } parameters)
        {
            Add("parameters", parameters);
        }

        var authentication = authentications.ReadUse(fields.Optional("authentication"), scope);
        Add("output", Literal(fields.Choice("output", "content", "raw", "response")));
        Add("redirect", Literal(fields.Flag("redirect", otherwise: false)));
        fields.Close(key => key switch
        {
            "endpoint" or "uri" or "url" => "Where the document is stands in document: {endpoint: ...}; where the service is stands in the document.",
            "operation" => "The operation is 'operationId'.",
            "body" or "query" or "headers" => "Everything the operation takes stands under 'parameters'.",
            _ => null,
        });
        var described = endpoints.Document("document", fields.Map["document"], (document, documentAuthentication), DocumentForm.References);
        return header => new ProtocolCallTask(header)
        {
            Protocol = CallProtocol.OpenApi,
            With = new ValueTemplate.Members(with.ToImmutable()),
            Endpoints = [new CallEndpoint("service", null, authentication), described],
        };

        void Add(string name, ValueTemplate value) => with.Add(KeyValuePair.Create(name, value));
    }

    private ValueTemplate? ReadParameters(SourceNode? node, Scope scope)
    {
        switch (node)
        {
            case null:
                return null;
            case SourceMap:
            case SourceScalar { Json.IsString: true } text when ExpressionReader.TryFind(text.Text, out _):
                return expressions.Template(node, scope, Stage.Body);
            default:
                Fields.WrongType(context, node, "'parameters'", "an object or an expression in ${ }");
                return null;
        }
    }

    private static ValueTemplate.Literal Literal(JsonValue value) => new(value);
}
