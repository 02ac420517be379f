using System.Collections.Immutable;
using Continuo.Workflows.Documents.Syntax;
using Continuo.Workflows.Expressions;
using Continuo.Workflows.Json;
using Continuo.Workflows.Validation;

namespace Continuo.Workflows.Documents.Parsing;

/// <summary>The arguments of <c>call: mcp</c>. The language tolerates further properties here, and so do we.</summary>
internal sealed class McpReader(LoadContext context, Readers readers)
{
    private static readonly string[] s_methods = ["tools/list", "tools/call", "prompts/list", "prompts/get", "resources/list", "resources/read", "resources/templates/list"];

    public static ReadOnlySpan<string> MethodNames => s_methods;

    public Func<TaskHeader, TaskNode> Read(Fields fields, Scope scope)
    {
        var with = new CallArguments(context, readers.Expressions, scope);
        with.Text(fields, "protocolVersion");
        Methods.Read(context, fields, with, s_methods);
        with.Object(fields, "parameters");
        ReadTimeout(fields, with, scope);
        ImmutableArray<CallEndpoint> endpoints = fields.Object("transport", required: true) is { } transport ? ReadTransport(transport, with, scope) : [];
        if (fields.Object("client") is { } client)
        {
            var inner = new CallArguments(context, readers.Expressions, scope);
            inner.Text(client, "name", required: true);
            inner.Text(client, "version", required: true);
            with.Set("client", inner.Build());
        }

        return header => new ProtocolCallTask(header) { Protocol = CallProtocol.Mcp, With = with.Build(), Endpoints = endpoints };
    }

    private ImmutableArray<CallEndpoint> ReadTransport(Fields transport, CallArguments with, Scope scope)
    {
        with.Pairs(transport, "options");
        var inner = new CallArguments(context, readers.Expressions, scope);
        switch (transport.OneOf("http", "stdio"))
        {
            case "http" when transport.Object("http") is { } http:
                var (uri, authentication) = readers.Endpoints.Read(http.Required("endpoint"), "'endpoint'", scope);
                inner.Pairs(http, "headers");
                with.Set("http", inner.Build());
                return [new CallEndpoint("server", uri, authentication)];
            case "stdio" when transport.Object("stdio") is { } stdio:
                inner.Text(stdio, "command", required: true);
                ReadArguments(stdio, inner, scope);
                inner.Pairs(stdio, "environment");
                with.Set("stdio", inner.Build());
                return [];
            default:
                return [];
        }
    }

    private void ReadArguments(Fields stdio, CallArguments inner, Scope scope)
    {
        switch (stdio.Optional("arguments"))
        {
            case null:
                break;
            case SourceList list:
                foreach (var item in list.Items.Where(item => item is not SourceScalar { Json.IsNull: false }))
                {
                    Fields.WrongType(context, item, "an argument", "a text");
                }

                inner.Set("arguments", readers.Expressions.Template(list, scope, Stage.Body));
                break;
            case SourceScalar { Json.IsString: true } text when ExpressionReader.TryFind(text.Text, out _):
                inner.Any(stdio, "arguments");
                break;
            case var node:
                Fields.WrongType(context, node, "'arguments'", "a list of texts");
                break;
        }
    }

    private void ReadTimeout(Fields fields, CallArguments with, Scope scope)
    {
        if (readers.Durations.Read(fields.Optional("timeout"), "'timeout'", scope, Stage.Body) is { } timeout)
        {
            with.Set("timeout", timeout.Constant is { } constant ? new ValueTemplate.Literal(constant.TotalMilliseconds) : new ValueTemplate.Computed(timeout.Expression!));
        }
    }
}
