namespace Continuo.Engine.Tests.Shards;

/// <summary>The definitions of the stories.</summary>
internal static class Workflows
{
    public const string TwoCalls = """
        document: {dsl: '1.0.0', namespace: test, name: two-calls, version: '1.0.0'}
        do:
          - one: {call: first, with: {n: 1}}
          - two: {call: second, with: {n: 2}}
        """;

    public const string PureCalls = """
        document: {dsl: '1.0.0', namespace: test, name: pure-calls, version: '1.0.0'}
        do:
          - one: {call: pure, with: {n: 1}}
          - two: {call: pure, with: {n: '${ .input.n + 1 }'}}
          - three: {call: charge, with: {n: '${ .input.n + 1 }'}}
          - four: {call: pure, with: {n: 4}}
          - five: {call: pure, with: {n: 5}}
        """;

    public const string Parent = """
        document: {dsl: '1.0.0', namespace: test, name: parent, version: '1.0.0'}
        do:
          - child: {run: {workflow: {namespace: test, name: two-calls, version: '1.0.0', input: {n: 1}}}}
          - done: {set: {done: true}}
        """;

    public const string WaitAnHour = """
        document: {dsl: '1.0.0', namespace: test, name: wait, version: '1.0.0'}
        do:
          - sleep: {wait: PT1H}
        """;

    /// <summary>Waits within the window of times that are held in memory, at its edge and beyond it.</summary>
    public const string Waits = """
        document: {dsl: '1.0.0', namespace: test, name: waits, version: '1.0.0'}
        do:
          - short: {wait: PT1M}
          - edge: {wait: PT10M}
          - long: {wait: PT14M}
          - again: {wait: PT5M}
        """;

    public const string CallWithin20Minutes = """
        document: {dsl: '1.0.0', namespace: test, name: hurry, version: '1.0.0'}
        do:
          - one: {call: first, timeout: {after: PT20M}}
        """;

    /// <summary>Its call may be caught by the try inside; its time belongs to the one outside.</summary>
    public const string CallWithin1MinuteInATry = """
        document: {dsl: '1.0.0', namespace: test, name: outer-timeout, version: '1.0.0'}
        do:
          - outer:
              timeout: {after: PT1M}
              try:
                - inner:
                    try: [{one: {call: first}}]
                    catch: {retry: {delay: PT1S, limit: {attempt: {count: 5}}}, do: [{wrong: {set: {caught: inner}}}]}
              catch: {errors: {with: {status: 408}}, do: [{right: {set: {caught: never}}}]}
        """;

    /// <summary>The second call is made at most once.</summary>
    public const string CallOnceAfterACall = """
        document: {dsl: '1.0.0', namespace: test, name: once, version: '1.0.0'}
        do:
          - one: {call: first}
          - two: {call: second, metadata: {continuo: {once: true}}}
        """;

    /// <summary>The branch that wins gives the calls of the others up, and what follows needs a slot.</summary>
    public const string CallOnceAfterARace = """
        document: {dsl: '1.0.0', namespace: test, name: race, version: '1.0.0'}
        do:
          - race: {fork: {compete: true, branches: [{a: {call: first}}, {b: {wait: PT1M}}]}}
          - two: {call: second, metadata: {continuo: {once: true}}}
        """;

    public const string ListenTwice = """
        document: {dsl: '1.0.0', namespace: test, name: listen, version: '1.0.0'}
        do:
          - one: {listen: {to: {one: {with: {type: order}}}}}
          - two: {listen: {to: {one: {with: {type: order}}}}}
        """;

    public const string CallThenListen = """
        document: {dsl: '1.0.0', namespace: test, name: call-listen, version: '1.0.0'}
        do:
          - one: {call: first}
          - two: {listen: {to: {one: {with: {type: order}}}}}
        """;

    public const string ListenForEver = """
        document: {dsl: '1.0.0', namespace: test, name: listen-for-ever, version: '1.0.0'}
        do:
          - all: {listen: {to: {any: [{with: {type: order}}], until: 'false'}}, foreach: {item: e, do: [{x: {set: {n: 1}}}]}}
        """;

    /// <summary>One branch listens to <c>a</c>; the other calls before it listens to <c>b</c>.</summary>
    public const string TwoListeners = """
        document: {dsl: '1.0.0', namespace: test, name: two-listeners, version: '1.0.0'}
        do:
          - both:
              fork:
                branches:
                  - x: {listen: {to: {one: {with: {type: a}}}}}
                  - y: {do: [{call: {call: first}}, {hear: {listen: {to: {one: {with: {type: b}}}}}}]}
        """;

    /// <summary>Its second task breaks the turn when the secret does.</summary>
    public const string Secretive = """
        document: {dsl: '1.0.0', namespace: test, name: secretive, version: '1.0.0'}
        use: {secrets: [token]}
        do:
          - one: {call: first}
          - two: {set: {right: '${ $secrets.token == "right" }'}}
        """;

    public static string ListenToMany(int events, string read = "envelope") => $$"""
        document: {dsl: '1.0.0', namespace: test, name: listen-to-many, version: '1.0.0'}
        do:
          - all:
              listen:
                read: {{read}}
                to:
                  any: [with: {type: order}]
                  until: length >= {{events}}
        """;

    public static string ForkOf(int branches, bool once = false) => $$"""
        document: {dsl: '1.0.0', namespace: test, name: fork, version: '1.0.0'}
        do:
          - all:
              fork:
                branches:
        {{string.Join('\n', Enumerable.Range(0, branches).Select(i => $"          - b{i}: {{call: first, with: {{n: {i}}}{(once ? ", metadata: {continuo: {once: true}}" : "")}}}"))}}
        """;

    public static string Loop(int times, string body = "set: {x: 1}") => $$"""
        document: {dsl: '1.0.0', namespace: test, name: loop, version: '1.0.0'}
        do:
          - each:
              for: {each: item, in: '${ [range({{times}})] }'}
              do:
                - body: { {{body}} }
        """;
}
