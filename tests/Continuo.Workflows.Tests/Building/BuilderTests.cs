using Continuo.Workflows.Building;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;
using Xunit;

namespace Continuo.Workflows.Tests.Building;

public sealed class BuilderTests
{
    [Fact]
    public void What_is_built_is_what_would_have_been_written()
    {
        var built = Workflow.Define("shop", "orders", "1.0.0", w => w
            .Secrets("key")
            .Retry("patient", new RetryOptions { Delay = TimeSpan.FromSeconds(1), Backoff = RetryBackoff.Exponential, Attempts = 5 })
            .Set("order", JsonObject.Of(("id", Expr.Jq(".id")), ("total", 20)))
            .Try(
                "pay",
                body => body.CallHttp("charge", "post", "http://payments/charges", http => http.Header("Key", Expr.Jq("$secrets.key")).Body(Expr.Jq("."))),
                @catch => @catch.Status(503).Retry("patient"))
            .Wait("rest", TimeSpan.FromHours(1)));

        var written = WorkflowLoader.Load(
            """
            document: { dsl: '1.0.3', namespace: shop, name: orders, version: '1.0.0' }
            use:
              secrets: [key]
              retries: { patient: { delay: PT1S, backoff: { exponential: {} }, limit: { attempt: { count: 5 } } } }
            do:
              - order: { set: { id: '${ .id }', total: 20 } }
              - pay:
                  try:
                    - charge: { call: http, with: { method: post, endpoint: http://payments/charges, headers: { Key: '${ $secrets.key }' }, body: '${ . }' } }
                  catch: { errors: { with: { status: 503 } }, retry: patient }
              - rest: { wait: PT1H }
            """);
        Assert.Equal(written.Definition!.Hash, built.Build().Hash);
    }

    [Fact]
    public void Calls_and_processes_with_arguments_by_name_are_what_is_written()
    {
        var proof = JsonObject.Of(("bearer", JsonObject.Of(("token", "t"))));
        var built = Workflow.Define("shop", "calls", "1.0.0", w => w
            .CallOpenApi("a", "https://a.example/api.json", "get", JsonObject.Of(("id", 1)), call => call.With("output", "raw").Authentication(proof))
            .CallGrpc("b", "file:///b.proto", new GrpcService("b.B", "b.example", 50051), "Get", JsonObject.Of(("id", 1)), call => call.Authentication(proof))
            .CallAsyncApi("c", "https://c.example/api.json", "send", JsonObject.Of(("n", 1)), JsonObject.Of(("h", "1")), call => call.With("protocol", "http").Authentication(proof))
            .SubscribeAsyncApi("d", "https://c.example/api.json", "receive", JsonObject.Of(("consume", JsonObject.Of(("amount", 1)))))
            .CallMcp("e", "https://e.example/mcp", "tools/call", JsonObject.Of(("name", "x")), call => call.Authentication(proof))
            .CallA2A("f", "https://f.example", "message/send", JsonObject.Of(("message", JsonObject.Of(("parts", JsonArray.Of())))), call => call.Authentication(proof))
            .RunShell("g", "ls", new ProcessOptions { Arguments = JsonArray.Of("-l"), Return = "all", Environment = JsonObject.Of(("A", "b")), Stdin = "in" })
            .RunScript("h", "python", "print(1)", new ProcessOptions { Await = false })
            .RunContainer("i", "alpine", JsonObject.Of(("command", "ls"))));

        var written = WorkflowLoader.Load(
            """
            document: { dsl: '1.0.3', namespace: shop, name: calls, version: '1.0.0' }
            do:
              - a: { call: openapi, with: { document: { endpoint: 'https://a.example/api.json' }, operationId: get, parameters: { id: 1 }, output: raw, authentication: { bearer: { token: t } } } }
              - b: { call: grpc, with: { proto: { endpoint: 'file:///b.proto' }, service: { name: b.B, host: b.example, port: 50051, authentication: { bearer: { token: t } } }, method: Get, arguments: { id: 1 } } }
              - c: { call: asyncapi, with: { document: { endpoint: 'https://c.example/api.json' }, operation: send, message: { payload: { n: 1 }, headers: { h: '1' } }, protocol: http, authentication: { bearer: { token: t } } } }
              - d: { call: asyncapi, with: { document: { endpoint: 'https://c.example/api.json' }, operation: receive, subscription: { consume: { amount: 1 } } } }
              - e: { call: mcp, with: { method: tools/call, transport: { http: { endpoint: { uri: 'https://e.example/mcp', authentication: { bearer: { token: t } } } } }, parameters: { name: x } } }
              - f: { call: a2a, with: { method: message/send, server: { uri: 'https://f.example', authentication: { bearer: { token: t } } }, parameters: { message: { parts: [] } } } }
              - g: { run: { shell: { command: ls, stdin: in, arguments: [-l], environment: { A: b } }, return: all } }
              - h: { run: { script: { language: python, code: print(1) }, await: false } }
              - i: { run: { container: { image: alpine, command: ls } } }
            """);
        Assert.True(written.Definition is not null, string.Join('\n', written.Diagnostics));
        Assert.Equal(written.Definition.Hash, built.Build().Hash);
    }

    [Fact]
    public void Every_kind_of_task_can_be_built_and_printing_and_loading_it_changes_nothing()
    {
        var document = Workflow.Define("shop", "all", "1.0.0", EveryKind);

        var built = document.Build();

        Assert.Equal(built.Hash, WorkflowLoader.Load(document.ToYaml()).Definition!.Hash);
        Assert.Equal(built.Hash, WorkflowLoader.Load(document.ToJson()).Definition!.Hash);
        Assert.Empty(built.Unsupported);
    }

    [Fact]
    public void All_mistakes_are_told_at_once()
    {
        var document = Workflow.Define("shop", "bad", "1", w => w.Set("a", Expr.Jq("1 +"), o => o.Then("nowhere")));

        var problem = Assert.Throws<WorkflowBuildException>(document.Build);

        Assert.Equal(["CW0116", "CW0201", "CW0301"], problem.Diagnostics.Select(one => one.Code).Order());
        Assert.Contains("/do/0/a/then: CW0201", problem.Message, StringComparison.Ordinal);
    }

    private static void EveryKind(WorkflowBuilder w) => w
        .Title("All").Summary("Every kind").Tag("team", "shop").Metadata("owner", "me")
        .Input(from: Expr.Jq(".order"), schema: JsonObject.Of(("type", "object")))
        .Output(@as: Expr.Jq("."))
        .Timeout(TimeSpan.FromDays(2))
        .Every(TimeSpan.FromDays(1))
        .Error("refused", "https://example.com/errors/refused", 409, "Refused")
        .Function("double", f => f.Set("double", JsonObject.Of(("n", Expr.Jq(".n * 2")))))
        .Set("made", Expr.Jq("{ n: 1 }"), o => o.If(Expr.Jq(". != null")).Input(from: Expr.Jq(".")).Output(@as: Expr.Jq(".")).Export(Expr.Jq("$context + .")).Metadata("note", "x"))
        .Do("several", t => t.Set("one", JsonObject.Of(("a", 1))).Set("two", JsonObject.Of(("b", true))), o => o.Timeout(TimeSpan.FromMinutes(1)).Then("doubled"))
        .Call("doubled", "double", JsonObject.Of(("n", 4)))
        .CallHttp("got", "get", "http://stock/items", http => http.Query("q", Expr.Jq(".q")).Output("response").Redirect().Authentication(JsonObject.Of(("bearer", JsonObject.Of(("token", "t"))))), o => o.Once().IdempotencyKey(Expr.Jq(".id")).Compensate(u => u.Set("undone", JsonObject.Of(("u", 1)))))
        .Emit("told", "order.made", JsonObject.Of(("n", 1)), JsonObject.Of(("source", "/shop")))
        .For("each", Expr.Jq(".items"), t => t.Set("copy", JsonObject.Of(("i", Expr.Jq("$it")))), each: "it", at: "place", @while: Expr.Jq("$place < 3"))
        .Fork("both", t => t.Set("left", JsonObject.Of(("l", 1))).Set("right", JsonObject.Of(("r", 1))), compete: true)
        .Listen("paid", l => l.Any(ListenBuilder.Event("paid", JsonObject.Of(("source", "/bank")))).Until(Expr.Jq("length > 2")).Read("envelope").Foreach(t => t.Set("seen", JsonObject.Of(("s", 1)))))
        .Listen("all", l => l.All(ListenBuilder.Event("a"), ListenBuilder.Event("b")))
        .Run("shell", "shell", JsonObject.Of(("command", "ls")), @return: "all")
        .RunWorkflow("child", "shop", "ship", "1.0.0", JsonObject.Of(("a", 1)), await: false)
        .Switch("choose", s => s.Case("big", Expr.Jq(".n > 3"), "guarded").Default("end"))
        .Try("guarded", t => t.Raise("no", "refused"), c => c.Type("https://example.com/errors/refused").As("why").When(Expr.Jq("true")).ExceptWhen(Expr.Jq("false"))
            .Retry(new RetryOptions { Delay = TimeSpan.FromSeconds(1), Backoff = RetryBackoff.Linear, Attempts = 2, AttemptDuration = TimeSpan.FromSeconds(9), Duration = TimeSpan.FromMinutes(1), Jitter = (TimeSpan.Zero, TimeSpan.FromSeconds(1)) })
            .Do(t => t.Set("handled", JsonObject.Of(("h", Expr.Jq("$why.title"))))).Then("continue"))
        .Raise("failed", "https://example.com/errors/x", 500, "X", Expr.Jq("\"because \" + .y"))
        .Wait("rest", Expr.Jq("\"PT1S\""));
}
