using System.Xml.Linq;
using Continuo.Cli.Tests.Processes;
using Continuo.Workflows.Json;
using Xunit;

namespace Continuo.Cli.Tests.Testing;

public sealed class TestCommandTests : DefinitionFolder
{
    private const string EveryEffect =
        """
          - ask: { call: http, with: { method: post, endpoint: 'http://a/{id}', query: { q: x }, headers: { K: '${ $secrets.key }' }, body: { n: 1 } } }
          - fn: { call: compute, with: { n: 1 } }
          - child: { run: { workflow: { namespace: tests, name: kid, version: '1.0.0', input: { z: 1 } } } }
          - shell: { run: { shell: { command: ls } } }
          - talk: { call: grpc, with: { proto: { endpoint: 'file:///x.proto' }, service: { name: S, host: h }, method: M, arguments: { a: 1 } } }
          - told: { emit: { event: { with: { type: order.done, source: /x, data: { n: 5 } } } } }
          - rest: { wait: { days: 4000 } }
          - hear: { listen: { to: { one: { with: { type: paid } } } } }
          - end: { set: { heard: '${ . }' } }
        use: { secrets: [key] }
        """;

    [Fact]
    public async Task Every_kind_of_effect_is_stubbed_and_waits_take_no_time()
    {
        Write("every.yaml", Definition("every", EveryEffect));
        var tests = Write("every.test.yaml",
            """
            stubs:
              - { http: 'http://a/*', answer: { body: { ok: 1 }, delay: 1h } }
              - { function: compute, answer: { output: 7 } }
              - { workflow: tests/kid, answer: { output: { kid: 1 }, delay: 3h } }
              - { process: shell, answer: { stdout: "hello\n" } }
              - { task: talk, answers: [{ output: { g: 1 } }] }
            cases:
              - name: all of it
                input: { id: 4 }
                secrets: { key: s3cret }
                events: [{ type: paid, data: { by: Ada } }]
                expect:
                  output: { heard: [{ by: Ada }] }
                  elapsed: P4000DT4H
                  tasks: [ask, fn, child, shell, talk, told, rest, hear, /do/8/end]
                  events: [{ type: order.done, data: { n: '${ . > 3 }' } }]
                  calls:
                    - { http: 'POST http://a/4?q=x', headers: { K: s3cret }, body: { n: 1 } }
                    - { function: compute, input: { n: 1 } }
                    - { workflow: kid, input: { z: 1 } }
                    - { process: shell, with: { command: ls } }
                    - { task: talk, with: { method: M } }
              - name: nobody pays
                input: { id: 4 }
                secrets: { key: s3cret }
                expect: { status: waiting }
              - name: any task can be made to fail
                input: { id: 4 }
                secrets: { key: s3cret }
                stubs: [{ task: told, answer: { error: { type: 'https://x.example/full', status: 507 } } }]
                expect: { error: { type: 'https://x.example/full', status: 507, instance: /do/5/told } }
            """);

        var ended = await Processes.Continuo.Run("workflow", "test", tests);

        Assert.Equal((0, ""), (ended.Code, ended.Error));
        Assert.EndsWith("3 passed, 0 failed\n", ended.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_says_where_what_differs_and_goes_into_the_file_for_build_servers()
    {
        Write("greet.yaml", Definition("greet", "  - greet: { set: { who: Ada, list: [1, 2] } }"));
        var junit = Path.Combine(Path.GetDirectoryName(Write("greet.test.yaml",
            """
            cases:
              - { name: wrong, expect: { output: { who: Bob, list: [1] } } }
              - { name: right, expect: { outputIncludes: { who: Ada } } }
            """))!, "results.xml");

        var ended = await Processes.Continuo.Run("workflow", "test", Path.Combine(Path.GetDirectoryName(junit)!, "greet.test.yaml"), "--junit", junit);

        Assert.Equal(1, ended.Code);
        Assert.Contains("""/who: expected "Bob", found "Ada" """.TrimEnd(), ended.Output, StringComparison.Ordinal);
        Assert.Contains("/list/1: not expected, found 2", ended.Output, StringComparison.Ordinal);
        var suite = XDocument.Load(junit).Root!.Element("testsuite")!;
        Assert.Equal(("2", "1"), (suite.Attribute("tests")!.Value, suite.Attribute("failures")!.Value));
        Assert.Single(suite.Descendants("failure"));
    }

    [Fact]
    public async Task A_call_without_a_stub_fails_the_case_and_says_what_to_add()
    {
        Write("ask.yaml", Definition("ask", "  - ask: { call: http, with: { method: get, endpoint: 'http://a/x' } }"));
        var tests = Write("ask.test.yaml", "cases: [{ name: asks, expect: { output: 1 } }]");

        var ended = await Processes.Continuo.Run("workflow", "test", tests);

        Assert.Equal(1, ended.Code);
        Assert.Contains("nothing stands in for GET http://a/x (task /do/0/ask)", ended.Output, StringComparison.Ordinal);
        Assert.Contains("- http: GET http://a/x", ended.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_mistakes_of_a_file_are_told_with_their_places()
    {
        Write("ask.yaml", Definition("ask", "  - greet: { set: { x: 1 } }"));
        var tests = Write("ask.test.yaml", "casees: []\ncases:\n  - nam: x\n    stubs: [{ http: a, answer: { outpt: 1 } }]\n    expect: { status: don }\n");

        var ended = await Processes.Continuo.Run("workflow", "test", tests);

        Assert.Equal((2, ""), (ended.Code, ended.Output));
        Assert.Contains("ask.test.yaml:1:1: error: A file of tests has no property 'casees'. Did you mean 'cases'?", ended.Error, StringComparison.Ordinal);
        Assert.Contains("ask.test.yaml:3:5: error: 'name' is missing.", ended.Error, StringComparison.Ordinal);
        Assert.Contains("ask.test.yaml:4:34: error: An answer of 'http' has no property 'outpt'.", ended.Error, StringComparison.Ordinal);
        Assert.Contains("ask.test.yaml:5:15: error: 'status' must be one of", ended.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_filter_chooses_cases_and_scripts_get_one_object()
    {
        Write("greet.yaml", Definition("greet", "  - greet: { set: { who: Ada } }"));
        var tests = Write("greet.test.yaml", "cases:\n  - { name: one, expect: { output: 1 } }\n  - { name: two, expect: { output: { who: Ada } } }\n");

        var ended = await Processes.Continuo.Run("workflow", "test", tests, "--filter", "TWO", "-o", "json");
        var none = await Processes.Continuo.Run("workflow", "test", tests, "--filter", "three");

        var report = JsonValue.Parse(ended.Output);
        Assert.Equal((0, 1d, 0d, "two"), (ended.Code, report["passed"].Number, report["failed"].Number, report["items"].Array[0]["name"].AsString));
        Assert.Equal(2, none.Code);
    }

    [Fact]
    public async Task The_tests_of_the_samples_pass()
    {
        var files = Directory.GetFiles(Path.Combine(Processes.Continuo.Root, "samples"), "*.test.yaml", SearchOption.AllDirectories);

        var ended = await Processes.Continuo.Run(["workflow", "test", .. files]);

        Assert.NotEmpty(files);
        Assert.True(ended.Code == 0, ended.Output + ended.Error);
    }
}
