using System.Collections.Immutable;

namespace Continuo.Torture.Load;

/// <summary>The workflows under load. Each step tells the ledger for which instance it is and which step.</summary>
internal static class Kinds
{
    /// <summary>Events that a <c>signals</c> instance waits for.</summary>
    public const int Signals = 3;

    public const string SignalType = "torture.signal";

    /// <summary>In the input of <c>pause</c>, and the least time between its steps.</summary>
    public static TimeSpan Pause(Random random) => TimeSpan.FromMilliseconds(random.Next(100, 500));

    public static ImmutableArray<Kind> All { get; } =
    [
        new("sequence", Document("sequence", Call("a"), Call("b"), Call("c")), ["a", "b", "c"]),
        new("fan", Document("fan", Fork(4), Call("joined")), ["b0", "b1", "b2", "b3", "joined"]) { Then = ["b0", "joined"] },
        new("loop", Document("loop", Loop, Call("looped")), ["l0", "l1", "l2", "l3", "looped"]),
        new("insist", Document("insist", Insist, Call("insisted")), ["flaky", "insisted"]),
        new("saga", Document("saga", Saga), ["reserve", "charge", "ship", "undo-charge", "undo-reserve", "report"]) { Compensation = "completed" },
        new("pause", Document("pause", Call("before"), "  - rest: {wait: '${ $workflow.input.pause }'}", Call("after")), ["before", "after"]),
        new("echo", Document("echo", Echo, Call("heard", ", n: '${ .[0][0].n }'")), ["heard"]),
        new("child", Document("child", Call("c1", "", ChildOf), Call("c2", "", ChildOf)), ["c1", "c2"]),
        new("parent", Document("parent", Call("p1"), RunChild, Call("p2")), ["p1", "c1", "c2", "p2"]) { HasChild = true },
        new("signals", Document("signals", Listen, Call("heard", ", numbers: '${ map(.n) }'")), ["heard"]) { Need = Need.Events },
        new("cancelled", Document("cancelled", Held, "  - sleep: {wait: PT1H}"), ["hold", "release"]) { Status = "cancelled", Compensation = "completed", Last = null, Need = Need.Cancel },
        new("suspended", Document("suspended", Call("before"), "  - rest: {wait: PT0.2S}", Call("after")), ["before", "after"]) { Need = Need.Pause },
    ];

    /// <summary>What clients start. Children are started by their parents alone.</summary>
    public static ImmutableArray<Kind> Started { get; } = [.. All.Where(kind => kind.Name != "child")];

    private static readonly Dictionary<string, Kind> s_named = All.ToDictionary(kind => kind.Name);

    private const string Own = "$workflow.id";
    private const string ChildOf = "$workflow.input.parent";

    private const string Loop = """
          - each:
              for: {each: i, in: '${ [range(4)] }'}
              do:
                - add: {call: http, with: {method: post, endpoint: http://ledger/apply, body: {instance: '${ $workflow.id }', step: '${ "l\($i)" }'}}}
        """;

    private const string Insist = """
          - insist:
              try:
                - ask: {call: http, with: {method: post, endpoint: http://ledger/flaky, body: {instance: '${ $workflow.id }', step: flaky}}}
              catch:
                retry: {delay: {milliseconds: 20}, backoff: {exponential: {}}, limit: {attempt: {count: 6}}}
        """;

    private const string Saga = """
          - trip:
              try:
                - reserve:
                    call: http
                    with: {method: post, endpoint: http://ledger/apply, body: {instance: '${ $workflow.id }', step: reserve}}
                    metadata: {continuo: {compensate: {call: http, with: {method: post, endpoint: http://ledger/apply, body: {instance: '${ $workflow.id }', step: undo-reserve, receipt: '${ .receipt }'}}}}}
                - charge:
                    call: http
                    with: {method: post, endpoint: http://ledger/apply, body: {instance: '${ $workflow.id }', step: charge}}
                    metadata: {continuo: {compensate: {call: http, with: {method: post, endpoint: http://ledger/apply, body: {instance: '${ $workflow.id }', step: undo-charge, receipt: '${ .receipt }'}}}}}
                - ship: {call: http, with: {method: post, endpoint: http://ledger/refuse, body: {instance: '${ $workflow.id }', step: ship}}}
              catch:
                when: .status == 409
                do:
                  - report: {call: http, with: {method: post, endpoint: http://ledger/apply, body: {instance: '${ $workflow.id }', step: report}}}
        """;

    private const string Echo = """
          - talk:
              fork:
                branches:
                  - hear: {listen: {to: {one: {with: {type: torture.echo, subject: '${ $workflow.id }'}}}}}
                  - say: {emit: {event: {with: {source: torture:echo, type: torture.echo, subject: '${ $workflow.id }', data: {n: 1}}}}}
        """;

    private const string RunChild = """
          - child: {run: {workflow: {namespace: torture, name: child, version: '1.0.0', input: {parent: '${ $workflow.id }'}}}}
        """;

    private const string Listen = """
          - hear:
              listen:
                to:
                  any:
                    - with: {type: torture.signal, subject: '${ $workflow.id }'}
                  until: (. | length) >= 3
        """;

    private const string Held = """
          - hold:
              call: http
              with: {method: post, endpoint: http://ledger/apply, body: {instance: '${ $workflow.id }', step: hold}}
              metadata: {continuo: {compensate: {call: http, with: {method: post, endpoint: http://ledger/apply, body: {instance: '${ $workflow.id }', step: release, receipt: '${ .receipt }'}}}}}
        """;

    public static Kind Named(string name) => s_named[name];

    private static string Document(string name, params string[] tasks) =>
        $"document: {{dsl: '1.0.3', namespace: torture, name: {name}, version: '1.0.0'}}\ndo:\n{string.Join('\n', tasks)}\n";

    private static string Call(string step, string more = "", string instance = Own) =>
        $"  - {step}: {{call: http, with: {{method: post, endpoint: http://ledger/apply, body: {{instance: '${{ {instance} }}', step: {step}{more}}}}}}}";

    private static string Fork(int branches) =>
        $"  - fan:\n      fork:\n        branches:\n{string.Join('\n', Enumerable.Range(0, branches).Select(i => $"        {Call($"b{i}")}"))}";
}
