using CsCheck;

namespace Continuo.Engine.Tests.Interpretation;

/// <summary>Small definitions by chance, as YAML in flow style. Every task has a name of its own.</summary>
internal static class RandomWorkflows
{
    private static readonly string[] s_leaves =
    [
        "call: f",
        "call: function",
        "call: other, with: {n: \"${ (.n // 0) + 1 }\"}, metadata: {continuo: {compensate: {call: function}}}",
        "call: g, with: {n: \"${ .n }\"}, output: {as: \"{n: ((.n // 0) + 1)}\"}",
        "call: f, metadata: {continuo: {compensate: {call: undo}}}",
        "call: f, timeout: {after: PT5S}, metadata: {continuo: {compensate: [{u: {call: undo}}, {v: {wait: PT1S}}]}}",
        "call: f, metadata: {continuo: {once: true}}",
        "set: {n: \"${ (.n // 0) + 1 }\"}",
        "set: {n: 2}, export: {as: \"$context + {n: .n}\"}, metadata: {continuo: {compensate: {call: undo}}}",
        "set: {n: \"${ .n + 1 }\"}, if: .n > 1",
        "wait: PT3S",
        "wait: PT10S, timeout: {after: PT5S}",
        "raise: {error: {type: 'https://x/e', status: 418}}",
        "emit: {event: {with: {type: e, data: 1}}}",
        "listen: {to: {one: {with: {type: e}}}}",
        "listen: {to: {any: [{with: {type: e}}], until: length == 2}}, foreach: {do: [{p: {call: f}}]}, timeout: {after: PT1H}",
        "listen: {to: {any: [{with: {type: e}}], until: {one: {with: {type: x}}}}}, foreach: {output: {as: .}}",
        "run: {workflow: {namespace: n, name: c, version: '1.0.0'}}",
        "run: {workflow: {namespace: n, name: c, version: '1.0.0'}, await: false}",
        "set: {n: 3}, then: end",
        "set: {n: 3}, then: exit",
    ];

    private static readonly string[] s_extensions =
    [
        "",
        "{x: {extend: call, before: [{@: {call: f}}], after: [{@: {call: f}}, {@: {wait: PT2S}}]}}",
        "{x: {extend: all, when: $task.name == \"t1\" or $task.set.n == 2, before: [{@: {set: {n: 7}, then: exit}}], after: [{@: {call: f}}]}}, {y: {extend: composite, after: [{@: {set: {n: 5}}}]}}",
        "{x: {extend: set, before: [{@: {call: function, then: exit}}]}}, {y: {extend: try, before: [{@: {call: f, timeout: {after: PT1S}}}]}}",
    ];

    public static Gen<string> Documents { get; } = Gen.Select(List(3), List(1), One(s_extensions)).Select((list, body, extensions) =>
        "document: {dsl: '1.0.3', namespace: test, name: random, version: '1.0.0'}\ntimeout: {after: PT2H}\n"
        + Numbered($"do: {list}\nuse: {{functions: {{function: {{do: {NotCalling(body)}, output: {{as: .}}}}, other: {{call: function}}}}, extensions: [{extensions}]}}\n"));

    private static Gen<string> One(params string[] of) => Gen.Int[0, of.Length - 1].Select(i => of[i]);

    private static Gen<string> Task(int depth) => depth == 0 ? One(s_leaves) : Gen.Frequency((3, One(s_leaves)), (4, Composite(depth)));

    private static Gen<string> Composite(int depth) => Gen.OneOf(
        List(depth - 1).Select(list => $"do: {list}"),
        List(depth - 1).Select(list => $"do: {list}, timeout: {{after: PT20S}}, metadata: {{continuo: {{compensate: {{call: undo}}}}}}"),
        List(depth - 1).Select(list => $"for: {{in: '[1,2]', each: x}}, do: {list}"),
        Gen.Select(List(depth - 1), Gen.Bool).Select((list, compete) => $"fork: {{compete: {(compete ? "true" : "false")}, branches: {list}}}"),
        Gen.Select(List(depth - 1), One("{}", "{retry: {delay: PT2S, limit: {attempt: {count: 2}}}}", "{errors: {with: {status: 503}}}", "{retry: {delay: PT1S, limit: {attempt: {count: 1, duration: PT4S}}}, do: [{h: {set: {n: 9}}}]}", "{do: [{h: {call: f}}]}"))
            .Select((list, clause) => $"try: {list}, catch: {clause}"));

    private static Gen<string> List(int depth) => Task(depth).Array[1, 3].Select(tasks => $"[{string.Join(", ", tasks.Select(task => $"{{@: {{{task}}}}}"))}]");

    /// <summary>The function of the document calls no function of it, so that it comes to an end.</summary>
    private static string NotCalling(string list) => list.Replace("call: function", "call: f", StringComparison.Ordinal).Replace("call: other", "call: f", StringComparison.Ordinal);

    private static string Numbered(string list)
    {
        var parts = list.Split("{@: ");
        return parts[0] + string.Concat(parts[1..].Select((part, i) => $"{{t{i}: {part}"));
    }
}
