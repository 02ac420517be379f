using System.Collections.Immutable;
using Continuo.Engine.Instances;
using Continuo.Workflows.Documents;

namespace Continuo.Simulator.Workloads;

/// <summary>Every workflow of the simulations. Loaded once: definitions are immutable.</summary>
internal static class Kinds
{
    private static readonly ImmutableArray<Kind> s_all =
    [
        new("sequence", """
            do:
              - one: {call: echo, with: {n: '${ .n }'}}
              - two: {call: echo, with: {n: '${ .n + 1 }'}}
              - three: {set: {n: '${ .n * 2 }'}}
              - four: {call: echo, with: {n: '${ .n }'}}
            """)
        { Output = """{"n":16}""" },
        new("small", """
            do:
              - one: {call: echo, with: {n: '${ .n }'}}
              - two: {call: echo, with: {n: '${ .n + 1 }'}}
            """)
        { Output = """{"n":8}""", IsChild = true },
        new("loop", """
            do:
              - each:
                  for: {each: item, in: '${ [range(12)] }'}
                  do:
                    - call: {call: echo, with: {n: '${ $item }'}, export: {as: '${ $context + {sum: (($context.sum // 0) + .n)} }'}}
              - end: {set: {sum: '${ $context.sum }'}}
            """)
        { Output = """{"sum":66}""", HasOneKeyPerTask = false },
        new("fork", """
            do:
              - all:
                  fork:
                    branches:
                      - a: {call: echo, with: {n: 1}}
                      - b: {do: [{b1: {call: echo, with: {n: 2}}}, {b2: {wait: PT20S}}, {b3: {call: echo, with: {n: 3}}}]}
                      - c: {call: slow, with: {n: 4}}
                      - d: {wait: PT2M}
            """)
        { Output = """[{"n":1},{"n":3},{"n":4},{"n":7}]""" },
        new("race", """
            do:
              - race: {fork: {compete: true, branches: [{a: {call: slow, with: {n: 1}}}, {b: {call: slow, with: {n: 2}}}, {c: {run: {workflow: {namespace: sim, name: napper, version: '1.0.0', input: {n: 1}}}}}]}}
              - end: {set: {done: true}}
            """)
        { Output = """{"done":true}""" },
        new("waits", """
            do:
              - short: {wait: PT5S}
              - edge: {wait: PT10M}
              - again: {wait: PT3S}
              - end: {set: {done: true}}
            """)
        { Output = """{"done":true}""" },
        new("naps", """
            do:
              - each: {for: {each: item, in: '${ [range(8)] }'}, do: [{nap: {wait: PT7S}}]}
              - end: {set: {done: true}}
            """)
        { Output = """{"done":true}""" },
        new("listener", """
            do:
              - first: {listen: {read: envelope, to: {one: {with: {type: order}}}}, export: {as: '${ {first: .[0]} }'}}
              - between: {set: {n: 1}}
              - second: {listen: {read: envelope, to: {one: {with: {type: order}}}}}
            """),
        new("speaker", """
            do:
              - say: {emit: {event: {with: {type: order, source: 'https://sim', data: {n: 7}}}}}
              - call: {call: echo, with: {n: 7}}
            """)
        { Output = """{"n":7}""" },
        new("parent", """
            do:
              - child: {run: {workflow: {namespace: sim, name: child, version: '1.0.0', input: {n: '${ .n }'}}}}
              - both: {fork: {branches: [{a: {run: {workflow: {namespace: sim, name: child, version: '1.0.0', input: {n: 1}}}}}, {b: {run: {workflow: {namespace: sim, name: napper, version: '1.0.0', input: {n: 2}}}}}]}}
            """)
        { Output = """[{"n":2},{"done":true}]""" },
        new("child", """
            do:
              - one: {call: echo, with: {n: '${ .n + 1 }'}}
            """)
        { IsChild = true },
        new("napper", """
            do:
              - nap: {wait: PT40S}
              - end: {set: {done: true}}
            """)
        { IsChild = true },
        new("retry", """
            do:
              - t:
                  try: [{one: {call: flaky, with: {n: 1}}}, {two: {call: flaky, with: {n: 2}}}]
                  catch: {retry: {delay: PT2S, backoff: {exponential: {}}, limit: {attempt: {count: 12}}}}
            """)
        { Output = """{"n":2}""" },
        new("hurry", """
            do:
              - t:
                  try: [{one: {call: slow, with: {n: 1}, timeout: {after: PT30S}}}]
                  catch: {do: [{late: {set: {n: 1}}}]}
            """)
        { Output = """{"n":1}""" },
        new("saga", """
            do:
              - t:
                  try:
                    - a: {call: echo, with: {n: 1}, metadata: {continuo: {compensate: {call: echo, with: {undo: a}}}}}
                    - b: {call: echo, with: {n: 2}, metadata: {continuo: {compensate: {call: flaky, with: {undo: b}}}}}
                    - c: {call: broken, with: {n: 3}}
                  catch: {do: [{end: {set: {undone: true}}}]}
            """)
        { Output = """{"undone":true}""", HasOneKeyPerTask = false },
        new("faulty", """
            do:
              - a: {call: echo, with: {n: 1}, metadata: {continuo: {compensate: {call: echo, with: {undo: a}}}}}
              - b: {call: broken, with: {n: 3}}
            """)
        { Ends = InstanceStatus.Faulted, HasOneKeyPerTask = false },
    ];

    private static readonly Dictionary<DefinitionHash, Kind> s_byHash = s_all.ToDictionary(kind => kind.Definition.Hash);
    private static readonly Dictionary<WorkflowName, Kind> s_byName = s_all.ToDictionary(kind => kind.Definition.Name);

    /// <summary>Those that clients start.</summary>
    public static ImmutableArray<Kind> Started { get; } = [.. s_all.Where(kind => !kind.IsChild)];

    public static WorkflowDefinition? Find(DefinitionHash hash) => s_byHash.GetValueOrDefault(hash)?.Definition;

    public static WorkflowDefinition? Find(WorkflowName name) => Of(name)?.Definition;

    public static Kind? Of(WorkflowName name) => s_byName.GetValueOrDefault(name);

    public static Kind Named(string name) => s_all.Single(kind => kind.Name == name);
}
