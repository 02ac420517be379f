namespace Continuo.Load;

/// <summary>The workflows of the scenarios.</summary>
internal static class Documents
{
    /// <summary>One that hears of its own order only.</summary>
    public const string Order = """
        document: {dsl: '1.0.3', namespace: load, name: order, version: '1.0.0'}
        do:
          - paid:
              listen:
                to:
                  one:
                    with: {type: load.paid}
                    correlate: {order: {from: .data.order, expect: '${ .order }'}}
        """;

    /// <summary>One that hears what all hear.</summary>
    public const string Bell = """
        document: {dsl: '1.0.3', namespace: load, name: bell, version: '1.0.0'}
        do:
          - rung: {listen: {to: {one: {with: {type: load.bell}}}}}
          - tell: {call: told, with: {}}
        """;

    /// <summary>One that takes every event and never has enough.</summary>
    public const string Stream = """
        document: {dsl: '1.0.3', namespace: load, name: stream, version: '1.0.0'}
        do:
          - hear:
              listen: {to: {any: [{with: {type: load.drop}}], until: '${ false }'}}
              foreach: {item: drop, do: [{tell: {call: told, with: {}}}], output: {as: 'null'}}
        """;

    public const string Timer = """
        document: {dsl: '1.0.3', namespace: load, name: timer, version: '1.0.0'}
        do:
          - rest: {wait: '${ .for }'}
          - tell: {call: told, with: {due: '${ .due }'}}
        """;

    public const string Hold = """
        document: {dsl: '1.0.3', namespace: load, name: hold, version: '1.0.0'}
        do:
          - first: {call: work, with: {}}
          - second: {call: hold, with: {}}
        """;

    /// <summary>A thousand tasks and a call, so many times over; then it waits.</summary>
    public const string Big = """
        document: {dsl: '1.0.3', namespace: load, name: big, version: '1.0.0'}
        do:
          - rounds:
              for: {each: round, in: '${ [range(.rounds)] }'}
              do:
                - many:
                    for: {each: i, in: '${ [range(998)] }'}
                    do:
                      - one: {set: '${ {n: $i} }'}
                - call: {call: work, with: {round: '${ $round }'}}
          - last: {call: told, with: {}}
        """;
}
