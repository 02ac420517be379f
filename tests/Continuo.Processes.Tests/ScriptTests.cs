using Continuo.Processes.Running;
using Continuo.Workflows.Json;
using static Continuo.Processes.Tests.Performer;

namespace Continuo.Processes.Tests;

/// <summary><c>run: script</c> in Python and JavaScript. What concerns JavaScript is held for Node and for the embedded engine.</summary>
public sealed class ScriptTests : IAsyncDisposable
{
    private readonly Performer _performer = new();

    public static TheoryData<string> Engines => ["node", "jint"];

    public ValueTask DisposeAsync() => _performer.DisposeAsync();

    [Fact]
    [Trait("Decision", "D28")]
    public async Task Python_has_arguments_input_environment_and_an_empty_folder()
    {
        Need("python3");
        const string Code = "import os, sys\nprint(sys.argv[1:], sys.stdin.read(), os.environ['X'], os.listdir('.'))\n";

        var printed = await _performer.Result(Ask("script", Python(Code, ("arguments", JsonValue.Parse("""["a b",1]""")), ("stdin", "in"), ("environment", JsonValue.Parse("""{"X":"e"}""")))));

        Assert.Equal("['a b', '1'] in e []", printed.AsString);
    }

    [Fact]
    public async Task Arguments_in_the_older_form_are_variables_in_Python()
    {
        Need("python3");

        Assert.Equal("Ada 3 {'a': None}", (await _performer.Result(Ask("script", Python("print(name, n + 1, o)", ("arguments", JsonValue.Parse("""{"name":"Ada","n":2,"o":{"a":null}}""")))))).AsString);
    }

    [Fact]
    public async Task An_error_in_Python_shows_the_end_of_its_trace()
    {
        Need("python3");

        Assert.EndsWith("ValueError: bad", await _performer.Error(Ask("script", Python("raise ValueError('bad')"))), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task JavaScript_has_arguments_input_and_environment(string engine)
    {
        const string Code = """
            import { readFileSync } from 'node:fs';
            const stdin = readFileSync(process.stdin.fd, 'utf8');
            const [_, __, arg] = process.argv;
            console.log('stdin > ', stdin, 'arg > ', arg, 'env > ', process.env.foo);
            """;

        var printed = await Run(engine, Code, ("arguments", JsonArray.Of("hello")), ("stdin", "text"), ("environment", JsonObject.Of(("foo", "bar"))));

        Assert.Equal("stdin >  text arg >  hello env >  bar", printed.AsString);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Arguments_in_the_older_form_are_variables_in_JavaScript(string engine) =>
        Assert.Equal("Ada 3", (await Run(engine, "console.log(name, n + 1)", ("arguments", JsonValue.Parse("""{"name":"Ada","n":2}""")))).AsString);

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task The_console_prints_values_as_Node_does(string engine)
    {
        const string Code = """
            console.log({ a: 1, 'b c': [1, '2', null, undefined, true], d: { e: { f: { g: 1 } } } }, [], {}, new Map([[1, 'x']]), new Set([1]));
            console.log('%s is %d%% %j', 'it', 5, { a: [1] }, 'rest');
            console.log("it's", ["it's", 'a "q"'], -0, 10n, null, undefined, () => 1);
            """;

        Assert.Equal(
            """
            {
              a: 1,
              'b c': [ 1, '2', null, undefined, true ],
              d: { e: { f: [Object] } }
            } [] {} Map(1) { 1 => 'x' } Set(1) { 1 }
            it is 5% {"a":[1]} rest
            it's [ "it's", 'a "q"' ] -0 10n null undefined [Function (anonymous)]
            """.ReplaceLineEndings("\n"),
            (await Run(engine, Code)).AsString);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_script_ends_with_the_code_that_it_chooses(string engine)
    {
        var all = await _performer.Result(Ask("script", With(engine, "console.log('o'); console.error('e'); process.exit(4); console.log('never')"), "all"));

        Assert.Equal("""{"code":4,"stdout":"o","stderr":"e"}""", all.ToString());
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task What_a_script_throws_is_on_its_standard_error(string engine)
    {
        var all = await _performer.Result(Ask("script", With(engine, "console.log('o');\nthrow new Error('broken')"), "all"));

        Assert.Equal((1, "o"), ((int)all["code"].Number, all["stdout"].AsString));
        Assert.Contains("Error: broken", all["stderr"].AsString, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_module_may_await(string engine) =>
        Assert.Equal("5", (await Run(engine, "export const x = 1;\nconst five = await Promise.resolve(5);\nconsole.log(five);")).AsString);

    [Fact]
    public async Task What_does_not_parse_is_an_error_of_the_script() =>
        Assert.Contains("ended with the exit code 1", await _performer.Error(Ask("script", With("jint", "let = = 1"))), StringComparison.Ordinal);

    [Fact]
    [Trait("Decision", "D28")]
    public async Task Without_Node_scripts_run_embedded()
    {
        await using var performer = new Performer(options => options.Node = "no-such-node");

        Assert.Equal("jint", (await performer.Result(Ask("script", Js("console.log(process.argv[0])")))).AsString);
    }

    [Fact]
    public async Task Without_Python_the_error_says_how_to_get_it()
    {
        await using var performer = new Performer(options => options.Python = "no-such-python");

        Assert.Contains("No no-such-python is installed here", await performer.Error(Ask("script", Python("1")), "configuration"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("System")]
    [InlineData("importNamespace")]
    [InlineData("__write")]
    public async Task An_embedded_script_sees_nothing_of_its_host(string name) =>
        Assert.Equal("undefined", (await Run("jint", $"console.log(typeof globalThis['{name}'])")).AsString);

    [Fact]
    public async Task An_embedded_script_reads_no_files() =>
        Assert.Contains("reads no files", await _performer.Error(Ask("script", With("jint", "require('fs').readFileSync('/etc/passwd')"))), StringComparison.Ordinal);

    private static JsonValue With(string engine, string code, params ReadOnlySpan<(string Key, JsonValue Value)> more)
    {
        if (engine == "node")
        {
            Need("node");
            return Js(code, more);
        }

        return Js(code, [("engine", "jint"), .. more]);
    }

    private static void Need(string program)
    {
        if (Programs.Find(program) is null)
        {
            Assert.Skip($"{program} is not installed here.");
        }
    }

    private Task<JsonValue> Run(string engine, string code, params ReadOnlySpan<(string Key, JsonValue Value)> more) => _performer.Result(Ask("script", With(engine, code, more)));
}
