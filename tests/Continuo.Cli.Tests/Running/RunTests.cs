using System.Text;
using Continuo.Cli.Tests.Processes;
using Continuo.Workflows.Json;

namespace Continuo.Cli.Tests.Running;

public sealed class RunTests : DefinitionFolder
{
    private const string Greet = "  - greet: { set: { greeting: '${ \"Hello, \" + .name }' } }";
    private const string Listen = "  - hear: { listen: { to: { one: { with: { type: tests.said } } } } }";

    [Fact]
    public async Task The_output_stands_alone_on_stdout_and_progress_on_stderr()
    {
        var ended = await Processes.Continuo.Run("run", Write("greet.yaml", Definition("greet", Greet)), "--input", """{"name":"Ada"}""");

        Assert.Equal(0, ended.Code);
        Assert.Equal("""{"greeting":"Hello, Ada"}""" + "\n", ended.Output);
        Assert.Contains("completed", ended.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_json_stdout_is_one_object()
    {
        var ended = await Processes.Continuo.Run("run", Write("greet.yaml", Definition("greet", Greet)), "--input", """{"name":"Ada"}""", "-o", "json");

        Assert.Equal(0, ended.Code);
        Assert.Equal(["id", "status", "output", "error"], ended.Json.Object.Keys.ToArray());
        Assert.Equal("completed", ended.Json["status"].AsString);
        Assert.Equal("Hello, Ada", ended.Json["output"]["greeting"].AsString);
        Assert.True(ended.Json["error"].IsNull);
    }

    [Fact]
    public async Task Input_comes_from_a_file_or_from_stdin()
    {
        var definition = Write("greet.yaml", Definition("greet", Greet));
        var input = Write("input.json", """{"name":"File"}""");

        var fromFile = await Processes.Continuo.Run("run", definition, "--input", $"@{input}");
        var fromStdin = await Processes.Continuo.Run(["run", definition, "--input", "-"], """{"name":"Pipe"}""");

        Assert.Equal("""{"greeting":"Hello, File"}""" + "\n", fromFile.Output);
        Assert.Equal("""{"greeting":"Hello, Pipe"}""" + "\n", fromStdin.Output);
    }

    [Fact]
    public async Task A_fault_exits_with_1_and_shows_the_error()
    {
        var definition = Write("fails.yaml", Definition("fails", "  - fail: { raise: { error: { type: https://example.com/bad, status: 418, title: Bad, detail: too bad } } }"));

        var text = await Processes.Continuo.Run("run", definition);
        var json = await Processes.Continuo.Run("run", definition, "-o", "json");

        Assert.Equal(1, text.Code);
        Assert.Equal("", text.Output);
        Assert.Contains("too bad", text.Error, StringComparison.Ordinal);
        Assert.Equal(1, json.Code);
        Assert.Equal("faulted", json.Json["status"].AsString);
        Assert.Equal(JsonValue.Parse("""{"type":"https://example.com/bad","status":418,"title":"Bad","detail":"too bad","instance":"/do/0/fail"}"""), json.Json["error"]);
    }

    [Fact]
    public async Task An_invalid_definition_exits_with_2_and_every_place()
    {
        var definition = Write("wrong.yaml", Definition("wrong", "  - a: { set: { x: '${ .y + }' } }\n  - b: { stt: {} }"));

        var text = await Processes.Continuo.Run("run", definition);
        var json = await Processes.Continuo.Run("run", definition, "-o", "json");

        Assert.Equal(2, text.Code);
        Assert.Equal("", text.Output);
        Assert.Contains($"{definition}:4:", text.Error, StringComparison.Ordinal);
        Assert.Contains($"{definition}:5:", text.Error, StringComparison.Ordinal);
        Assert.Equal(2, json.Code);
        Assert.Equal("rejected", json.Json["status"].AsString);
        Assert.Equal([4, 5], json.Json["error"]["diagnostics"].Array.Select(diagnostic => (int)diagnostic["line"].Number));
    }

    [Theory]
    [InlineData("run", "nowhere.yaml", "-o", "json")]
    [InlineData("run", "-o", "json")]
    [InlineData("run", "x.yaml", "--inptu", "1", "-o", "json")]
    [InlineData("run", "x.yaml", "--timeout", "soon", "-o", "json")]
    [InlineData("run", "x.yaml", "--input", "{nope", "-o", "json")]
    [InlineData("run", "x.yaml", "--event", "{}", "-o", "json")]
    [InlineData("run", "x.yaml", "--secrets", "[]", "--output=json")]
    [InlineData("run", "x.yaml", "--allow", "everything", "-o", "json")]
    public async Task Wrong_usage_exits_with_2_and_is_JSON_where_that_was_asked(params string[] arguments)
    {
        var ended = await Processes.Continuo.Run(arguments);

        Assert.Equal(2, ended.Code);
        Assert.Equal("rejected", ended.Json["status"].AsString);
        Assert.Equal(JsonKind.Array, ended.Json["error"]["diagnostics"].Kind);
        Assert.NotEqual("", ended.Error);
    }

    [Fact]
    public async Task What_is_no_Unicode_text_is_refused_in_words()
    {
        var good = Write("good.yaml", Definition("good", "  - a: { set: { b: 1 } }"));
        var bad = Path.Combine(Folder, "latin1.yaml");
        await File.WriteAllBytesAsync(bad, Encoding.Latin1.GetBytes(Definition("bad", "  - a: { set: { b: caf\u00e9 } }")), TestContext.Current.CancellationToken);
        var input = Path.Combine(Folder, "bad.json");
        await File.WriteAllBytesAsync(input, Encoding.Latin1.GetBytes("{\"caf\u00e9\":1}"), TestContext.Current.CancellationToken);

        var definition = await Processes.Continuo.Run("run", bad, "-o", "json");
        var file = await Processes.Continuo.Run("run", good, "--input", "@" + input, "-o", "json");
        var half = await Processes.Continuo.Run("run", good, "--input", "\"\\ud800\"", "-o", "json");

        Assert.All([definition, file, half], ended => Assert.Equal((2, "rejected"), (ended.Code, ended.Json["status"].AsString)));
        Assert.Contains("latin1.yaml:4: not UTF-8", definition.Error, StringComparison.Ordinal);
        Assert.Contains("UTF-8", file.Error, StringComparison.Ordinal);
        Assert.Contains("surrogate", half.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_directory_is_called_one()
    {
        var ended = await Processes.Continuo.Run("run", Folder);

        Assert.Equal(2, ended.Code);
        Assert.Contains("is a directory", ended.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_executed_is_rejected_by_name()
    {
        var ended = await Processes.Continuo.Run("run", Write("other.yaml", Definition("other", Greet, "evaluate: { language: cel }")), "-o", "json");

        Assert.Equal(2, ended.Code);
        Assert.Equal("rejected", ended.Json["status"].AsString);
        Assert.NotEmpty(ended.Json["error"]["diagnostics"].Array);
    }

    [Fact]
    public async Task When_the_time_is_up_the_exit_code_is_6_and_the_status_waiting()
    {
        var ended = await Processes.Continuo.Run("run", Write("listen.yaml", Definition("listen", Listen)), "--timeout", "300ms", "-o", "json");

        Assert.Equal(6, ended.Code);
        Assert.Equal("waiting", ended.Json["status"].AsString);
        Assert.NotNull(ended.Json["id"].AsString);
    }

    [Fact]
    public async Task Events_are_published_in_their_order_once_it_waits()
    {
        var definition = Write("two.yaml", Definition("two", $$"""
            {{Listen}}
              - first: { set: { first: '${ .[0].word }' } }
              - again: { listen: { to: { one: { with: { type: tests.said } } } }, output: { as: '${ { first: $input.first, second: .[0].word } }' } }
            """));
        var one = Write("one.json", """{"specversion":"1.0","id":"1","source":"/t","type":"tests.said","data":{"word":"one"}}""");

        var ended = await Processes.Continuo.Run("run", definition, "--event", $"@{one}", "--event", """{"specversion":"1.0","id":"2","source":"/t","type":"tests.said","data":{"word":"two"}}""");

        Assert.Equal("""{"first":"one","second":"two"}""" + "\n", ended.Output);
    }

    [Fact]
    public async Task One_that_starts_on_events_starts_with_the_given_ones()
    {
        var tasks = "  - all: { set: { seen: '${ . }' } }";
        var data = Write("data.yaml", Definition("data", tasks, "schedule: { on: { any: [ { with: { type: tests.said } } ] } }"));
        var said = """{"specversion":"1.0","id":"1","source":"/t","type":"tests.said","data":{"word":"one"}}""";

        var ended = await Processes.Continuo.Run("run", data, "--event", said);

        Assert.Equal("""{"seen":[{"word":"one"}]}""" + "\n", ended.Output);
    }

    [Fact]
    public async Task One_with_a_schedule_runs_once()
    {
        var ended = await Processes.Continuo.Run("run", Write("cron.yaml", Definition("cron", Greet, "schedule: { every: { minutes: 5 } }")), "--input", """{"name":"Tick"}""");

        Assert.Equal(0, ended.Code);
        Assert.Equal("""{"greeting":"Hello, Tick"}""" + "\n", ended.Output);
    }

    [Fact]
    public async Task Sub_workflows_are_found_in_the_folder_beside_files_that_are_none()
    {
        Write("broken.yaml", "document: [");
        Write("notes.json", "{}");
        Write("greet.yml", Definition("greet", Greet));
        var parent = Write("parent.yaml", Definition("parent", "  - child: { run: { workflow: { namespace: tests, name: greet, version: '1.0.0', input: { name: Child } } } }"));

        var ended = await Processes.Continuo.Run("run", parent);

        Assert.Equal("""{"greeting":"Hello, Child"}""" + "\n", ended.Output);
        Assert.DoesNotContain("broken.yaml", ended.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_is_kept_has_the_instance()
    {
        var data = Path.Combine(Folder, "store");
        var definition = Write("greet.yaml", Definition("greet", Greet));

        var first = await Processes.Continuo.Run("run", definition, "--data", data, "-o", "json");
        var second = await Processes.Continuo.Run("run", definition, "--data", data, "-o", "json");

        Assert.Equal(0, first.Code);
        Assert.Equal(0, second.Code);
        Assert.NotEqual(first.Json["id"], second.Json["id"]);
        Assert.NotEmpty(Directory.EnumerateFiles(data));
    }

    [Fact]
    public async Task A_directory_in_place_of_a_file_is_named_as_one()
    {
        var definition = await Processes.Continuo.Run("run", Folder);
        var input = await Processes.Continuo.Run("run", Write("greet.yaml", Definition("greet", Greet)), "--input", $"@{Folder}");
        var jq = await Processes.Continuo.Run("jq", ".", Folder);

        Assert.All([definition, input, jq], ended => Assert.Equal(2, ended.Code));
        Assert.All([definition, input, jq], ended => Assert.Contains("is a directory", ended.Error, StringComparison.Ordinal));
    }
}
