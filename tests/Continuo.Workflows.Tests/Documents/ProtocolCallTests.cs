using Continuo.Workflows.Documents;
using Continuo.Workflows.Expressions;
using Continuo.Workflows.Json;
using Continuo.Workflows.Validation;
using Xunit;

namespace Continuo.Workflows.Tests.Documents;

public sealed class ProtocolCallTests
{
    private const string Grpc = "proto: {endpoint: 'file://a.proto'}, service: {name: a.B, host: h.example, port: 5011}, method: M";

    [Fact]
    public void A_grpc_call_has_proto_service_method_and_arguments()
    {
        var call = Read("grpc", "proto: {name: p, endpoint: {uri: 'http://x/{v}.proto', authentication: {basic: {username: a, password: b}}}}, service: {name: a.B, host: h, port: 1, authentication: {bearer: {token: '${ .t }'}}}, method: M, arguments: {n: '${ .n }', l: [1]}");

        Assert.Equal(CallProtocol.Grpc, call.Protocol);
        Assert.Equal(["service", "proto"], call.Endpoints.Select(endpoint => endpoint.Name));
        Assert.IsType<AuthenticationPolicy.Bearer>(call.Endpoints[0].Authentication);
        Assert.IsType<AuthenticationPolicy.Basic>(call.Endpoints[1].Authentication);
        Assert.Equal("http://x/{v}.proto", call.Endpoints[1].Uri!.Template!.Text);
        Assert.Equal("""{"service":{"name":"a.B","host":"h","port":1},"method":"M","arguments":{"n":7,"l":[1]}}""", Evaluated(call));
    }

    [Theory]
    [InlineData("arguments: '${ .n }'")]
    [InlineData("arguments: [{n: 1}]")]
    public void Arguments_may_be_one_expression_or_a_list(string arguments) => Read("grpc", $"{Grpc}, {arguments}");

    [Theory]
    [InlineData("service: {name: a, host: h}, method: M", "CW0102", "needs 'proto'", 3)]
    [InlineData("proto: {endpoint: 'file://a'}, method: M", "CW0102", "needs 'service'", 3)]
    [InlineData("proto: {endpoint: 'file://a'}, service: {name: a, host: h}", "CW0102", "needs 'method'", 3)]
    [InlineData("proto: {}, service: {name: a, host: h}, method: M", "CW0102", "needs 'endpoint'", 3)]
    [InlineData("proto: {endpoint: 'file://a'}, service: {host: h}, method: M", "CW0102", "needs 'name'", 3)]
    [InlineData("proto: {endpoint: 'file://a'}, service: {name: a}, method: M", "CW0102", "needs 'host'", 3)]
    [InlineData("proto: {endpoint: 'file://a'}, service: {name: a, host: 'h:1'}, method: M", "CW0104", "The port stands in 'port'", 3)]
    [InlineData("proto: {endpoint: 'file://a'}, service: {name: a, host: 'http://h'}, method: M", "CW0104", "is not the name of a host", 3)]
    [InlineData("proto: {endpoint: 'file://a'}, service: {name: a, host: h, port: 65536}, method: M", "CW0104", "at most 65535", 3)]
    [InlineData("proto: {endpoint: 'file://a'}, service: {name: a, host: h, port: -1}, method: M", "CW0104", "at least 0", 3)]
    [InlineData("proto: {endpoint: 'file://a'}, service: {name: a, host: h, port: many}, method: M", "CW0103", "a whole number", 3)]
    [InlineData("proto: {endpoint: 'file://a'}, service: {name: a, host: h, ports: 1}, method: M", "CW0101", "Did you mean 'port'", 3)]
    [InlineData("proto: {endpoint: 'file://a'}, service: {name: a, host: h}, method: M, message: {}", "CW0101", "under 'arguments'", 3)]
    [InlineData("proto: {endpoint: 'file://a'}, service: {name: a, host: h}, method: M, arguments: 1", "CW0103", "an object, a list or an expression", 3)]
    public void Mistakes_of_a_grpc_call_are_reported_with_their_place(string with, string code, string message, int least) => Mistake("grpc", with, code, message, least);

    [Fact]
    public void An_mcp_call_over_http_has_a_server_and_headers()
    {
        var call = Read("mcp", "protocolVersion: '2025-03-26', method: tools/call, parameters: {name: a, arguments: {x: '${ .n }'}}, timeout: {seconds: 2}, transport: {http: {endpoint: 'http://a/mcp', headers: {X-A: b}}, options: {o: p}}, client: {name: c, version: '1'}");

        Assert.Equal(CallProtocol.Mcp, call.Protocol);
        Assert.Equal("http://a/mcp", Assert.Single(call.Endpoints).Uri!.Template!.Text);
        Assert.Equal("""{"protocolVersion":"2025-03-26","method":"tools/call","parameters":{"name":"a","arguments":{"x":7}},"timeout":2000,"options":{"o":"p"},"http":{"headers":{"X-A":"b"}},"client":{"name":"c","version":"1"}}""", Evaluated(call));
    }

    [Fact]
    public void An_mcp_call_over_stdio_has_a_command_and_no_endpoint()
    {
        var call = Read("mcp", "method: tools/list, parameters: '${ {cursor: .n} }', timeout: '${ .t }', transport: {stdio: {command: npx, arguments: [a, '${ .n }'], environment: {K: '${ .n }'}}}, unknown: tolerated");

        Assert.Empty(call.Endpoints);
        Assert.Equal("""{"method":"tools/list","parameters":{"cursor":7},"timeout":"PT1S","stdio":{"command":"npx","arguments":["a",7],"environment":{"K":7}}}""", Evaluated(call));
    }

    [Theory]
    [InlineData("transport: {http: {endpoint: 'http://a'}}", "CW0102", "needs 'method'")]
    [InlineData("method: tools/list", "CW0102", "needs 'transport'")]
    [InlineData("method: tool/list, transport: {http: {endpoint: 'http://a'}}", "CW0104", "Did you mean 'tools/list'")]
    [InlineData("method: initialize, transport: {http: {endpoint: 'http://a'}}", "CW0104", "must be one of tools/list")]
    [InlineData("method: tools/list, transport: {}", "CW0102", "needs one of http, stdio")]
    [InlineData("method: tools/list, transport: {http: {endpoint: 'http://a'}, stdio: {command: a}}", "CW0105", "only one of http, stdio")]
    [InlineData("method: tools/list, transport: {http: {}}", "CW0102", "needs 'endpoint'")]
    [InlineData("method: tools/list, transport: {stdio: {}}", "CW0102", "needs 'command'")]
    [InlineData("method: tools/list, transport: {stdio: {command: a, arguments: b}}", "CW0103", "a list of texts")]
    [InlineData("method: tools/list, transport: {stdio: {command: a, environment: {A: [1]}}}", "CW0103", "'A' of 'environment'")]
    [InlineData("method: tools/list, timeout: soon, transport: {stdio: {command: a}}", "CW0113", "not a duration")]
    [InlineData("method: tools/list, parameters: [1], transport: {stdio: {command: a}}", "CW0103", "an object or an expression")]
    [InlineData("method: tools/list, transport: {stdio: {command: a}}, client: {name: c}", "CW0102", "needs 'version'")]
    public void Mistakes_of_an_mcp_call_are_reported_with_their_place(string with, string code, string message) => Mistake("mcp", with, code, message, 3);

    [Fact]
    public void An_a2a_call_goes_to_its_server_or_to_the_agent_of_its_card()
    {
        var server = Read("a2a", "method: message/send, server: {uri: 'http://a/'}, parameters: {message: {text: '${ .n }'}}");
        var card = Read("a2a", "method: tasks/get, server: 'http://ignored/', agentCard: {endpoint: 'http://a/card'}, parameters: '${ {id: .n} }'");

        Assert.Equal(("server", "http://a/"), (Assert.Single(server.Endpoints).Name, server.Endpoints[0].Uri!.Template!.Text));
        Assert.Equal("""{"method":"message/send","parameters":{"message":{"text":7}}}""", Evaluated(server));
        Assert.Equal(("card", "http://a/card"), (Assert.Single(card.Endpoints).Name, card.Endpoints[0].Uri!.Template!.Text));
    }

    [Theory]
    [InlineData("method: message/send", "CW0102", "needs 'agentCard' or 'server'")]
    [InlineData("server: 'http://a'", "CW0102", "needs 'method'")]
    [InlineData("method: message/sent, server: 'http://a'", "CW0104", "Did you mean 'message/send'")]
    [InlineData("method: tasks/get, server: 'http://a', parameters: {}", "CW0104", "'parameters' is empty")]
    [InlineData("method: tasks/get, server: 'http://a', parameters: 1", "CW0103", "an object or an expression")]
    [InlineData("method: message/send, server: 'http://a', message: {}", "CW0101", "belongs under 'parameters'")]
    [InlineData("method: tasks/get, agentCard: 'http://a'", "CW0103", "must be an object")]
    public void Mistakes_of_an_a2a_call_are_reported_with_their_place(string with, string code, string message) => Mistake("a2a", with, code, message, 3);

    [Fact]
    public void An_asyncapi_call_publishes_a_message()
    {
        var call = Read("asyncapi", "document: {endpoint: 'http://a/'}, channel: /pets, server: {name: s, variables: {env: '${ .n }'}}, protocol: nats, message: {payload: {n: '${ .n }'}, headers: {h: x}}, authentication: {bearer: {token: t}}");

        Assert.Null(call.Subscription);
        Assert.Equal(["server", "document"], call.Endpoints.Select(endpoint => endpoint.Name));
        Assert.IsType<AuthenticationPolicy.Bearer>(call.Endpoints[0].Authentication);
        Assert.Equal("""{"channel":"/pets","server":{"name":"s","variables":{"env":7}},"protocol":"nats","message":{"payload":{"n":7},"headers":{"h":"x"}}}""", Evaluated(call));
    }

    [Fact]
    public void An_asyncapi_call_subscribes_to_messages()
    {
        var call = Read("asyncapi", "document: {endpoint: 'http://a/'}, operation: o, subscription: {filter: '${ .payload.n > 1 }', consume: {while: '${ length < 3 }', for: {minutes: 1}}, foreach: {item: m, do: [{s: {set: {n: '${ $m }'}}}]}}");

        Assert.Equal(".payload.n > 1", call.Subscription!.Filter!.Source);
        Assert.Equal("length < 3", call.Subscription.While!.Source);
        Assert.Equal(TimeSpan.FromMinutes(1), call.Subscription.For!.Constant);
        Assert.Equal("m", call.Subscription.Foreach!.Item);
        Assert.Equal("/do/0/c/with/subscription/foreach/do/0/s", call.Subscription.Foreach.Do!.Tasks[0].Pointer);
    }

    [Theory]
    [InlineData("channel: c, message: {}", "CW0102", "needs 'document'")]
    [InlineData("document: {endpoint: 'http://a/'}, message: {}", "CW0102", "needs one of operation, channel")]
    [InlineData("document: {endpoint: 'http://a/'}, channel: c, operation: o, message: {}", "CW0105", "only one of operation, channel")]
    [InlineData("document: {endpoint: 'http://a/'}, channel: c", "CW0102", "needs one of message, subscription")]
    [InlineData("document: {endpoint: 'http://a/'}, channel: c, message: {}, subscription: {consume: {amount: 1}}", "CW0105", "only one of message, subscription")]
    [InlineData("document: {endpoint: 'http://a/'}, channel: c, protocol: natz, message: {}", "CW0104", "Did you mean 'nats'")]
    [InlineData("document: {endpoint: 'http://a/'}, channel: c, server: {}, message: {}", "CW0102", "needs 'name'")]
    [InlineData("document: {endpoint: 'http://a/'}, channel: c, message: {body: 1}", "CW0101", "What is sent is 'payload'")]
    [InlineData("document: {endpoint: 'http://a/'}, channel: c, message: {headers: 1}", "CW0103", "an object or an expression")]
    [InlineData("document: {endpoint: 'http://a/'}, channel: c, payload: {}, message: {}", "CW0101", "under 'message'")]
    [InlineData("document: {endpoint: 'http://a/'}, channel: c, subscription: {}", "CW0102", "needs 'consume'")]
    [InlineData("document: {endpoint: 'http://a/'}, channel: c, subscription: {consume: {}}", "CW0102", "needs one of amount, while, until")]
    [InlineData("document: {endpoint: 'http://a/'}, channel: c, subscription: {consume: {amount: 1, until: .}}", "CW0105", "only one of amount, while, until")]
    [InlineData("document: {endpoint: 'http://a/'}, channel: c, subscription: {consume: {amount: 0}}", "CW0104", "at least 1")]
    [InlineData("document: {endpoint: 'http://a/'}, channel: c, subscription: {consume: {amount: many}}", "CW0103", "a whole number")]
    [InlineData("document: {endpoint: 'http://a/'}, channel: c, subscription: {consume: {amount: 1, for: soon}}", "CW0113", "not a duration")]
    [InlineData("document: {endpoint: 'http://a/'}, channel: c, subscription: {filter: '.[', consume: {amount: 1}}", "CW0301", "does not compile")]
    [InlineData("document: {endpoint: 'http://a/'}, channel: c, subscription: {amount: 1, consume: {amount: 1}}", "CW0101", "under 'consume'")]
    public void Mistakes_of_an_asyncapi_call_are_reported_with_their_place(string with, string code, string message) => Mistake("asyncapi", with, code, message, 3);

    private static void Mistake(string protocol, string with, string code, string message, int least)
    {
        var found = Assert.Single(Sample.Load($"do:\n  - c: {{call: {protocol}, with: {{{with}}}}}\n").Diagnostics);

        Assert.Equal(code, found.Code);
        Assert.Contains(message, $"{found.Message} {found.Remedy}");
        Assert.Equal(7, found.Position.Line);
        Assert.True(found.Position.Column > least);
    }

    private static ProtocolCallTask Read(string protocol, string with)
    {
        Sample.AssertNone($"do:\n  - c: {{call: {protocol}, with: {{{with}}}}}\n");
        return Sample.Task<ProtocolCallTask>($"do:\n  - c: {{call: {protocol}, with: {{{with}}}}}\n");
    }

    private static string Evaluated(ProtocolCallTask call) => call.With.Evaluate(JsonValue.Parse("""{"n":7,"t":"PT1S"}"""), JqEnvironment.Empty, JqLimits.Default).ToString();
}
