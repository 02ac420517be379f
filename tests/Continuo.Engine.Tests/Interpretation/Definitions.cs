using Continuo.Engine.Interpretation;
using Continuo.Testing;
using Continuo.Workflows.Json;
using Xunit;

namespace Continuo.Engine.Tests.Interpretation;

/// <summary>Definitions that between them run every kind of task, and a world that answers them.</summary>
public static partial class Definitions
{
    private const string Head = "document: {dsl: '1.0.3', namespace: test, name: crash, version: '1.0.0'}\n";

    public static IReadOnlyDictionary<string, string> All => s_all.Value;

    private static readonly Lazy<Dictionary<string, string>> s_all = new(() => s_tasks!.Concat(s_options!).ToDictionary());

    private static readonly Dictionary<string, string> s_tasks = new()
    {
        ["do and set"] = """
            do:
              - a: {set: {n: "${ .n + 1 }"}, export: {as: "$context + {a: .n}"}}
              - b: {do: [{c: {set: {n: "${ .n * 2 }"}}}, {d: {call: echo, with: {n: "${ .n }"}}}]}
            """,
        ["switch and jump back"] = """
            do:
              - count: {call: add, with: {n: "${ .n }"}}
              - again: {switch: [{more: {when: .n < 4, then: count}}, {enough: {then: exit}}]}
            """,
        ["for with while"] = """
            do:
              - loop:
                  for: {each: x, in: "[1,2,3,4,5]", at: i}
                  while: $i < 3
                  do:
                    - work: {call: add, with: {n: "${ $x }"}, output: {as: "{n: ($input.n + .n)}"}}
            """,
        ["fork"] = """
            do:
              - all: {fork: {branches: [{a: {call: echo, with: {v: 1}}}, {b: {do: [{b1: {call: echo, with: {v: 2}}}, {b2: {call: add, with: {n: 2}}}]}}, {c: {set: "${ 3 }"}}]}}
            """,
        ["fork that competes"] = """
            do:
              - race: {fork: {compete: true, branches: [{slow: {do: [{w: {wait: PT1H}}, {s: {set: {won: slow}}}]}}, {fast: {call: echo, with: {won: fast}}}]}}
            """,
        ["try with retry"] = """
            do:
              - t:
                  try: [{ok: {call: echo, with: {v: 1}}}, {flaky: {call: flaky, with: {v: 2}}}]
                  catch: {retry: {delay: PT1S, backoff: {exponential: {}}, limit: {attempt: {count: 5}}}}
            """,
        ["try with handler"] = """
            do:
              - t:
                  try: [{bad: {call: broken}}]
                  catch: {as: e, do: [{handle: {set: {status: "${ $e.status }"}}}]}
            """,
        ["saga in a try"] = """
            do:
              - t:
                  try:
                    - reserve: {call: echo, with: {id: r1}, metadata: {continuo: {compensate: {call: echo, with: {release: "${ .id }"}}}}}
                    - charge: {call: echo, with: {id: c1}, metadata: {continuo: {compensate: [{refund: {call: echo, with: {refund: "${ .id }", was: "${ $input }"}}}]}}}
                    - ship: {call: broken}
                  catch: {do: [{say: {set: {undone: true}}}]}
            """,
        ["saga of the workflow"] = """
            do:
              - reserve: {call: echo, with: {id: r1}, metadata: {continuo: {compensate: {call: echo, with: {release: "${ .id }"}}}}}
              - ship: {call: broken}
            """,
        ["processes"] = """
            do:
              - command: {run: {shell: {command: make, arguments: ["${ .n }"], environment: {"${ \"N\" }": "${ .n }"}}, return: all}, output: {as: .code}}
              - aside: {run: {script: {language: js, code: "1"}, await: false}}
              - box: {run: {container: {image: tiny, lifetime: {cleanup: eventually, after: PT1M}}}, output: {as: "{was: $input, is: .}"}}
            """,
        ["javascript"] = """
            evaluate: {language: javascript}
            do:
              - a: {call: add, with: {n: "${ $.n }"}, output: {as: "({n: $.n, at: new Date().getTime() >= 0})"}}
              - b: {if: $.n > 1, call: echo, with: "${ [$.n, $input.n] }", export: {as: "({...$context, b: $})"}}
            """,
        ["loose"] = """
            evaluate: {mode: loose}
            do:
              - a: {call: add, with: {n: .n, text: some words}}
              - b: {set: {n: .n, t: com.example, c: $context}}
            """,
        ["wait"] = """
            do:
              - pause: {wait: {hours: 2}}
              - after: {call: echo, with: {late: true}}
            """,
        ["emit and listen"] = """
            do:
              - say: {emit: {event: {with: {type: com.test.said, source: "https://test", data: {n: 7}}}}}
              - hear: {listen: {to: {one: {with: {type: com.test.said}}}}}
            """,
        ["listen to all with foreach"] = """
            do:
              - say1: {emit: {event: {with: {type: com.test.one, source: "https://test", data: {n: 1}}}}}
              - say2: {emit: {event: {with: {type: com.test.two, source: "https://test", data: {n: 2}}}}}
              - hear:
                  listen: {to: {all: [{with: {type: com.test.two}}, {with: {type: com.test.one}}]}}
                  foreach: {item: e, at: i, do: [{use: {call: add, with: {n: "${ $e.n }"}}}], output: {as: ".n * 10"}}
            """,
        ["run workflow, not awaited"] = """
            do:
              - child: {run: {workflow: {namespace: test, name: other, version: '1.0.0', input: {x: 1}}, await: false}}
              - after: {call: echo, with: {v: "${ . }"}}
            """,
        ["http"] = """
            do:
              - get: {call: http, with: {method: get, endpoint: "http://svc/{id}", headers: {x: "${ .id }"}, body: {all: "${ . }"}}}
              - find: {call: openapi, with: {document: {endpoint: "http://svc/doc"}, operationId: find, parameters: {id: "${ .id }"}, authentication: {oauth2: {authority: "http://auth", grant: client_credentials}}}}
            """,
        ["payloads"] = """
            do:
              - make: {set: {text: "${ \"x\" * 9000 }", rows: "${ [range(20)] | map({n: ., text: (\"y\" * 600)}) }"}, export: {as: .}}
              - echo: {call: echo, with: {all: "${ . }"}}
              - more: {set: {rows: "${ $context.rows + [range(15)] + ($context.rows | map(.text)) }", first: "${ .all.rows[0] }"}}
              - last: {call: echo, with: {more: "${ . }", text: "${ $context.text }"}, output: {as: "{rows: (.more.rows | length), text: (.text | length)}"}}
            """,
        ["calls in other protocols"] = """
            do:
              - ask: {call: grpc, with: {proto: {endpoint: "http://svc/{id}.proto"}, service: {name: a.B, host: svc, port: 1}, method: M, arguments: {n: "${ .n }"}}}
              - tool: {call: mcp, with: {method: tools/call, parameters: {name: "${ .method }"}, transport: {http: {endpoint: "http://svc/mcp"}}}}
              - agent: {call: a2a, with: {method: message/send, server: "http://svc/a2a", parameters: "${ {was: .} }"}}
            """,
        ["messages"] = """
            do:
              - few: {call: asyncapi, with: {document: {endpoint: "http://svc/"}, channel: c, subscription: {filter: .payload.n != 1, consume: {amount: 2}, foreach: {item: m, do: [{use: {call: add, with: {n: "${ $m.payload.n }"}}}], output: {as: .n}, export: {as: "$context + {last: .}"}}}}}
              - more: {call: asyncapi, with: {document: {endpoint: "http://svc/"}, operation: o, subscription: {consume: {until: length == 2, for: PT1H}}}}
              - say: {call: asyncapi, with: {document: {endpoint: "http://svc/"}, channel: c, message: {payload: "${ . }"}}}
            """,
        ["raise and timeout"] = """
            do:
              - t:
                  try: [{slow: {do: [{w: {wait: PT1H}}], timeout: {after: PT1M}}}]
                  catch: {errors: {with: {status: 408}}, as: e, do: [{r: {try: [{boom: {raise: {error: {type: "https://x/e", status: 418, title: "${ $e.title }"}}}}], catch: {do: [{done: {set: {n: "${ $error.title }"}}}]}}}]}
            """,
        ["functions"] = """
            use:
              functions:
                twice: {do: [{one: {call: echo, with: {n: "${ .n }"}}}, {two: {call: inner, with: {m: "${ .n * 2 }"}}}], output: {as: "{n: .m}"}}
                inner: {call: echo, with: {m: "${ .m }"}, export: {as: "$context + {last: $input.m}"}}
            do:
              - first: {call: twice, with: {n: "${ .n }"}}
              - second: {for: {in: "[1,2]", each: x}, do: [{again: {call: twice, with: {n: "${ $x }"}}}]}
              - third: {fork: {branches: [{a: {call: inner, with: {m: 7}}}, {b: {call: twice, with: {n: 8}}}]}}
            """,
        ["a function that fails and is tried again"] = """
            use: {functions: {f: {do: [{ok: {call: echo}}, {bad: {call: flaky}}]}}}
            do:
              - t: {try: [{call: {call: f, with: {v: 1}}}], catch: {retry: {delay: PT1S, limit: {attempt: {count: 3}}}}}
            """,
        ["extensions"] = """
            use:
              extensions:
                - log: {extend: all, before: [{b: {call: echo, with: {before: "${ $task.name }", of: "${ . }"}}}], after: [{w: {wait: PT1M}}, {a: {call: echo, with: {after: "${ $task.reference }", of: "${ . }"}}}]}
                - mock: {extend: call, when: $task.call == "mocked", before: [{m: {call: echo, with: {mocked: true}, then: exit}}]}
            do:
              - set: {set: {n: "${ .n + 1 }"}}
              - call: {call: echo, with: {n: "${ .n }"}, output: {as: "{n: (.n + 1)}"}}
              - mocked: {call: mocked, with: {}, output: {as: ". + {also: true}"}}
              - choose: {switch: [{on: {then: last}}]}
              - never: {call: broken}
              - last: {do: [{inner: {call: echo}}]}
            """,
        ["documents of computed addresses"] = """
            do:
              - one: {call: openapi, with: {document: {endpoint: '${ "http://h/\(.n).json" }'}, operationId: get, parameters: {n: "${ .n }"}}, output: {as: "{n: 1}"}}
              - two: {try: [{at: {call: a2a, with: {method: tasks/list, agentCard: {endpoint: "http://h/{n}"}}, output: {as: "{n: 2}"}}}], catch: {do: [{no: {set: {failed: true}}}]}}
              - three: {run: {script: {language: js, source: {endpoint: "http://h/{n}.js"}}}, output: {as: "{n: 3}"}}
              - many: {call: asyncapi, with: {document: {endpoint: "http://h/{n}.yaml"}, channel: c, subscription: {consume: {amount: 2}}}}
            """,
        ["extensions of a saga and a loop"] = """
            use: {extensions: [{x: {extend: call, after: [{seen: {call: echo, with: {seen: "${ . }"}}}]}}]}
            do:
              - t:
                  try:
                    - l: {for: {in: "[1,2]", each: i}, do: [{r: {call: echo, with: {i: "${ $i }"}, metadata: {continuo: {compensate: {call: echo, with: {undo: "${ .i }"}}}}}}]}
                    - bad: {call: broken}
                  catch: {do: [{done: {set: {undone: true}}}]}
            """,
    };

    public static string Yaml(string name) => Head + All[name];

    /// <summary>A world with a memory of its own: <c>flaky</c> fails twice for good measure, <c>broken</c> always.</summary>
    public static InstanceStory Story(string name, IEnumerable<int>? crashes = null)
    {
        var failures = 0;
        return new InstanceStory(Yaml(name), request =>
        {
            var arguments = request.Arguments;
            return request.Kind switch
            {
                EffectKind.StartChild => new EffectOutcome.ChildStarted(),
                EffectKind.Http => new EffectOutcome.Returned(JsonObject.Of(("uri", arguments["uri"]))),
                EffectKind.AsyncApi when arguments["subscription"]["closes"].IsTruthy => new EffectOutcome.Returned(JsonValue.Null),
                EffectKind.AsyncApi when arguments["subscription"].IsObject => new EffectOutcome.Returned(JsonObject.Of(("payload", JsonObject.Of(("n", int.Parse(request.Key.Split('/')[^1])))))),
                EffectKind.AsyncApi or EffectKind.Grpc or EffectKind.Mcp or EffectKind.A2A => new EffectOutcome.Returned(arguments["with"]),
                EffectKind.Document => new EffectOutcome.Returned(JsonObject.Of(("document", arguments["uri"]), ("texts", JsonObject.Of((arguments["uri"].String, "text"))))),
                EffectKind.OpenApi => new EffectOutcome.Returned(arguments["with"]),
                EffectKind.Process => new EffectOutcome.Returned(JsonObject.Of(("code", arguments["run"]))),
                EffectKind.Function when arguments["name"].String == "add" => new EffectOutcome.Returned(JsonObject.Of(("n", arguments["input"]["n"].Number + 1))),
                EffectKind.Function when arguments["name"].String == "broken" => Failed(),
                EffectKind.Function when arguments["name"].String == "flaky" && failures++ < 2 => Failed(),
                _ => new EffectOutcome.Returned(arguments["input"]),
            };
        }, crashes);

        static EffectOutcome.Failed Failed() => new(new Instances.WorkflowError("https://open-workflow-specification.org/spec/1.0.0/errors/communication", 503, "Unavailable"));
    }
}
