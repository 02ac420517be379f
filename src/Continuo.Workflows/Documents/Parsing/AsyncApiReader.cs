using Continuo.Workflows.Validation;

namespace Continuo.Workflows.Documents.Parsing;

/// <summary>The arguments of <c>call: asyncapi</c>.</summary>
/// <param name="context">The document.</param>
/// <param name="readers">The readers of what is in it.</param>
/// <param name="iterator">Reads a <c>foreach</c>.</param>
internal sealed class AsyncApiReader(LoadContext context, Readers readers, Func<Fields, Scope, EventIterator> iterator)
{
    private static readonly string[] s_protocols =
    [
        "amqp", "amqp1", "anypointmq", "googlepubsub", "http", "ibmmq", "jms", "kafka", "mercure", "mqtt", "mqtt5", "nats", "pulsar", "redis", "sns", "solace", "sqs", "stomp", "ws",
    ];

    public static ReadOnlySpan<string> Protocols => s_protocols;

    public Func<TaskHeader, TaskNode> Read(Fields fields, Scope scope)
    {
        var (document, documentAuthentication) = readers.Endpoints.ReadResource(fields.Required("document", "Write document: {endpoint: URI}."), "'document'", scope);
        var with = new CallArguments(context, readers.Expressions, scope);
        if (fields.OneOf("operation", "channel") is { } target)
        {
            with.Text(fields, target);
        }

        ReadServer(fields, with, scope);
        ReadProtocol(fields, with);
        MessageSubscription? subscription = null;
        switch (fields.OneOf("message", "subscription"))
        {
            case "message" when fields.Object("message") is { } message:
                ReadMessage(message, with, scope);
                break;
            case "subscription" when fields.Object("subscription") is { } given:
                subscription = ReadSubscription(given, scope);
                break;
        }

        var authentication = readers.Authentications.ReadUse(fields.Optional("authentication"), scope);
        fields.Close(key => key switch
        {
            "operationRef" or "operationId" => "The operation is 'operation'.",
            "payload" or "headers" => "It belongs under 'message'.",
            "consume" or "filter" or "foreach" => "It belongs under 'subscription'.",
            _ => null,
        });
        var described = readers.Endpoints.Document("document", fields.Map["document"], (document, documentAuthentication), DocumentForm.References);
        return header => new ProtocolCallTask(header)
        {
            Protocol = CallProtocol.AsyncApi,
            With = with.Build(),
            Endpoints = [new CallEndpoint("server", null, authentication), described],
            Subscription = subscription,
        };
    }

    private void ReadServer(Fields fields, CallArguments with, Scope scope)
    {
        if (fields.Object("server") is not { } server)
        {
            return;
        }

        var inner = new CallArguments(context, readers.Expressions, scope);
        inner.Text(server, "name", required: true);
        inner.Object(server, "variables");
        server.Close();
        with.Set("server", inner.Build());
    }

    private void ReadProtocol(Fields fields, CallArguments with)
    {
        if (fields.Text("protocol") is not { } protocol)
        {
            return;
        }

        if (!s_protocols.Contains(protocol))
        {
            context.Diagnostics.Add(DiagnosticCodes.BadValue, fields.Map["protocol"]!, $"'protocol' must be one of {string.Join(", ", s_protocols)}; found '{protocol}'.", Suggestion.For(protocol, s_protocols));
        }

        with.Set("protocol", protocol);
    }

    private void ReadMessage(Fields message, CallArguments with, Scope scope)
    {
        var inner = new CallArguments(context, readers.Expressions, scope);
        inner.Any(message, "payload");
        inner.Object(message, "headers");
        message.Close(key => key is "body" or "data" ? "What is sent is 'payload'." : null);
        with.Set("message", inner.Build());
    }

    private MessageSubscription ReadSubscription(Fields given, Scope scope)
    {
        var filter = readers.Expressions.Read(given.Optional("filter"), "'filter'", scope, Stage.Body);
        var subscription = given.Object("consume", required: true) is { } consume ? ReadConsume(consume, scope) : new MessageSubscription();
        var each = given.Object("foreach") is { } inner ? iterator(inner, scope) : null;
        given.Close(key => key is "amount" or "while" or "until" or "for" ? "It belongs under 'consume'." : null);
        return subscription with { Filter = filter, Foreach = each };
    }

    private MessageSubscription ReadConsume(Fields consume, Scope scope)
    {
        var subscription = consume.OneOf("amount", "while", "until") switch
        {
            "amount" => new MessageSubscription { Amount = consume.Integer("amount", least: 1) },
            "while" => new MessageSubscription { While = readers.Expressions.Read(consume.Optional("while"), "'while'", scope, Stage.Body) },
            "until" => new MessageSubscription { Until = readers.Expressions.Read(consume.Optional("until"), "'until'", scope, Stage.Body) },
            _ => new MessageSubscription(),
        };
        subscription = subscription with { For = readers.Durations.Read(consume.Optional("for"), "'for'", scope, Stage.Body) };
        consume.Close();
        return subscription;
    }
}
