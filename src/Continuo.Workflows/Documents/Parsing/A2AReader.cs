using Continuo.Workflows.Documents.Syntax;
using Continuo.Workflows.Validation;

namespace Continuo.Workflows.Documents.Parsing;

/// <summary>The arguments of <c>call: a2a</c>.</summary>
internal sealed class A2AReader(LoadContext context, Readers readers)
{
    private static readonly string[] s_methods =
    [
        "message/send", "message/stream", "tasks/get", "tasks/list", "tasks/cancel", "tasks/resubscribe", "tasks/pushNotificationConfig/set", "tasks/pushNotificationConfig/get",
        "tasks/pushNotificationConfig/list", "tasks/pushNotificationConfig/delete", "agent/getAuthenticatedExtendedCard",
    ];

    public static ReadOnlySpan<string> MethodNames => s_methods;

    public Func<TaskHeader, TaskNode> Read(Fields fields, Scope scope)
    {
        var with = new CallArguments(context, readers.Expressions, scope);
        Methods.Read(context, fields, with, s_methods);
        if (fields.Map["parameters"] is SourceMap { Members.Count: 0 } empty)
        {
            context.Diagnostics.Add(DiagnosticCodes.BadValue, empty, "'parameters' is empty.", "Leave it out, or give at least one parameter.");
        }

        with.Object(fields, "parameters");
        var card = readers.Endpoints.ReadResource(fields.Optional("agentCard"), "'agentCard'", scope);
        var server = readers.Endpoints.Read(fields.Optional("server"), "'server'", scope);
        if (!fields.Has("agentCard") && !fields.Has("server"))
        {
            context.Diagnostics.Add(DiagnosticCodes.MissingProperty, fields.Map, $"{Fields.Capital(fields.Owner)} needs 'agentCard' or 'server'.", "Say where the agent is.");
        }

        fields.Close(key => key is "message" or "params" or "id" ? "It belongs under 'parameters'." : key is "endpoint" or "uri" ? "The address of an agent is 'server'." : null);

        var described = readers.Endpoints.Document("card", fields.Map["agentCard"], card, DocumentForm.Plain);

        // With a card the server is not used, says the language.
        return header => new ProtocolCallTask(header)
        {
            Protocol = CallProtocol.A2A,
            With = with.Build(),
            Endpoints = fields.Has("agentCard") ? [described] : [new CallEndpoint("server", server.Uri, server.Authentication)],
        };
    }
}
