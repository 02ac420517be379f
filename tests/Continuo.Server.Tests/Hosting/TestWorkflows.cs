namespace Continuo.Server.Tests.Hosting;

/// <summary>Small definitions that the tests deploy.</summary>
internal static class TestWorkflows
{
    public const string Greet = """
        document: { dsl: '1.0.3', namespace: tests, name: greet, version: '1.0.0' }
        do:
          - greet:
              set:
                greeting: ${ "Hello, " + .name }
        """;

    public const string Doubled = """
        document: { dsl: '1.0.3', namespace: tests, name: doubled, version: '1.0.0' }
        do:
          - once: { call: double }
          - twice: { call: double }
        """;

    public const string Gated = """
        document: { dsl: '1.0.3', namespace: tests, name: gated, version: '1.0.0' }
        do:
          - held: { call: gate }
          - done: { set: { went: through } }
        """;

    public const string Listening = """
        document: { dsl: '1.0.3', namespace: tests, name: listening, version: '1.0.0' }
        do:
          - hear:
              listen: { to: { one: { with: { type: tests.said } } } }
          - answer: { set: { heard: '${ .[0].word }' } }
        """;

    public const string Broken = """
        document: { dsl: '1.0.3', namespace: tests, name: broken, version: '1.0.0' }
        do:
          - fails: { call: broken }
        """;

    public const string Raising = """
        document: { dsl: '1.0.3', namespace: tests, name: raising, version: '1.0.0' }
        do:
          - check:
              if: ${ .amount > 10 }
              raise:
                error: { type: https://example.com/too-much, status: 422, title: Too much, detail: '${ "amount " + (.amount | tostring) }' }
          - accept: { set: { accepted: true } }
        """;

    public const string Parent = """
        document: { dsl: '1.0.3', namespace: tests, name: parent, version: '1.0.0' }
        do:
          - child:
              run: { workflow: { namespace: tests, name: greet, version: '1.0.0', input: { name: child } } }
        """;

    public static readonly string[] All = [Greet, Doubled, Gated, Listening, Broken, Raising, Parent];

    public static string Versioned(string name, string version, string value) => $$"""
        document: { dsl: '1.0.3', namespace: tests, name: {{name}}, version: '{{version}}' }
        do:
          - only: { set: { value: {{value}} } }
        """;
}
