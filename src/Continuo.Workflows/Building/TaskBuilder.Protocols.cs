using Continuo.Workflows.Json;

namespace Continuo.Workflows.Building;

/// <summary>Calls in other protocols than HTTP, and processes, with their arguments by name.</summary>
public abstract partial class TaskBuilder<TSelf>
{
    /// <summary>Calls an operation of an OpenAPI document.</summary>
    public TSelf CallOpenApi(string name, string document, string operation, JsonObject? parameters = null, Action<CallBuilder>? call = null, Action<TaskOptions>? options = null) =>
        CallBy(name, "openapi", CallBuilder.Of(("document", CallBuilder.Document(document)), ("operationId", operation)).Optionally("parameters", parameters is { } given ? given : default(JsonValue?)), call, options);

    /// <summary>Calls a method of a gRPC service.</summary>
    /// <param name="name">The task's name.</param>
    /// <param name="proto">The address of the service's proto.</param>
    /// <param name="service">The service, by its full name, and its host.</param>
    /// <param name="method">The method.</param>
    /// <param name="arguments">The message; for a stream of them a list.</param>
    /// <param name="call">More of the call, such as how to prove who calls.</param>
    /// <param name="options">What every task may have.</param>
    public TSelf CallGrpc(string name, string proto, GrpcService service, string method, JsonValue? arguments = null, Action<CallBuilder>? call = null, Action<TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(service);
        var with = CallBuilder.Of(("proto", CallBuilder.Document(proto)), ("service", service.ToJson()), ("method", method));
        return CallBy(name, "grpc", with.Optionally("arguments", arguments), call, options);
    }

    /// <summary>Publishes a message by an AsyncAPI document.</summary>
    /// <param name="name">The task's name.</param>
    /// <param name="document">The address of the document.</param>
    /// <param name="operation">The operation of it (version 3), or an operationId.</param>
    /// <param name="payload">The message's payload.</param>
    /// <param name="headers">The message's headers.</param>
    /// <param name="call">More of the call, such as its server.</param>
    /// <param name="options">What every task may have.</param>
    public TSelf CallAsyncApi(string name, string document, string operation, JsonValue payload, JsonObject? headers = null, Action<CallBuilder>? call = null, Action<TaskOptions>? options = null)
    {
        var message = JsonObject.Of(("payload", payload));
        message = headers is null ? message : message.With("headers", headers);
        return CallBy(name, "asyncapi", CallBuilder.Of(("document", CallBuilder.Document(document)), ("operation", operation), ("message", message)), call, options);
    }

    /// <summary>Consumes messages by an AsyncAPI document.</summary>
    /// <param name="name">The task's name.</param>
    /// <param name="document">The address of the document.</param>
    /// <param name="operation">The operation of it (version 3), or an operationId.</param>
    /// <param name="subscription">What is consumed: <c>consume</c>, and <c>filter</c> or <c>foreach</c> beside it.</param>
    /// <param name="call">More of the call, such as its server.</param>
    /// <param name="options">What every task may have.</param>
    public TSelf SubscribeAsyncApi(string name, string document, string operation, JsonObject subscription, Action<CallBuilder>? call = null, Action<TaskOptions>? options = null) =>
        CallBy(name, "asyncapi", CallBuilder.Of(("document", CallBuilder.Document(document)), ("operation", operation), ("subscription", subscription)), call, options);

    /// <summary>Calls an MCP server over HTTP.</summary>
    /// <param name="name">The task's name.</param>
    /// <param name="endpoint">The server's address.</param>
    /// <param name="method">Such as <c>tools/call</c>.</param>
    /// <param name="parameters">Those of the method.</param>
    /// <param name="call">More of the call.</param>
    /// <param name="options">What every task may have.</param>
    public TSelf CallMcp(string name, string endpoint, string method, JsonValue? parameters = null, Action<CallBuilder>? call = null, Action<TaskOptions>? options = null) =>
        CallBy(name, "mcp", CallBuilder.Of(("method", method), ("transport", JsonObject.Of(("http", JsonObject.Of(("endpoint", endpoint)))))).Optionally("parameters", parameters), call, options);

    /// <summary>Calls an agent by A2A.</summary>
    /// <param name="name">The task's name.</param>
    /// <param name="server">The agent's address.</param>
    /// <param name="method">Such as <c>message/send</c>.</param>
    /// <param name="parameters">Those of the method.</param>
    /// <param name="call">More of the call.</param>
    /// <param name="options">What every task may have.</param>
    public TSelf CallA2A(string name, string server, string method, JsonValue? parameters = null, Action<CallBuilder>? call = null, Action<TaskOptions>? options = null) =>
        CallBy(name, "a2a", CallBuilder.Of(("method", method), ("server", server)).Optionally("parameters", parameters), call, options);

    /// <summary>Runs a command by the shell.</summary>
    public TSelf RunShell(string name, string command, ProcessOptions? process = null, Action<TaskOptions>? options = null) =>
        RunBy(name, "shell", JsonObject.Of(("command", command)), process, options);

    /// <summary>Runs a script: <paramref name="language"/> is js or python.</summary>
    public TSelf RunScript(string name, string language, string code, ProcessOptions? process = null, Action<TaskOptions>? options = null) =>
        RunBy(name, "script", JsonObject.Of(("language", language), ("code", code)), process, options);

    /// <summary>Runs a container; <paramref name="container"/> are more of its properties, such as <c>ports</c>.</summary>
    public TSelf RunContainer(string name, string image, JsonObject? container = null, ProcessOptions? process = null, Action<TaskOptions>? options = null) =>
        RunBy(name, "container", JsonObject.Of(("image", image)).Merge(container ?? JsonObject.Empty), process, options);

    private TSelf CallBy(string name, string protocol, CallBuilder with, Action<CallBuilder>? call, Action<TaskOptions>? options)
    {
        call?.Invoke(with);
        return Call(name, protocol, with.Build(), options);
    }

    private TSelf RunBy(string name, string kind, JsonObject what, ProcessOptions? process, Action<TaskOptions>? options) =>
        Run(name, kind, process is null ? what : process.AddTo(what), process?.Await ?? true, process?.Return, options);
}
