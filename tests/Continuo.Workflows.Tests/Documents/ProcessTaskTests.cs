using Continuo.Workflows.Documents;
using Continuo.Workflows.Expressions;
using Continuo.Workflows.Validation;
using Xunit;

namespace Continuo.Workflows.Tests.Documents;

/// <summary><c>run: shell</c>, <c>script</c> and <c>container</c>: what is read, and what is refused.</summary>
public sealed class ProcessTaskTests
{
    private static string Run(string run) => $"do:\n  - p: {{run: {run}}}\n";

    [Fact]
    public void The_defaults_are_the_standards()
    {
        var task = Sample.Task<RunProcessTask>(Run("{shell: {command: ls}}"));

        Assert.Equal((ProcessKind.Shell, true, ProcessReturn.Stdout), (task.Kind, task.Await, task.Return));
        Assert.Equal(["command"], Assert.IsType<ValueTemplate.Members>(task.With).Of.Select(member => member.Key));
    }

    [Theory]
    [InlineData("stdout", ProcessReturn.Stdout)]
    [InlineData("stderr", ProcessReturn.Stderr)]
    [InlineData("code", ProcessReturn.Code)]
    [InlineData("all", ProcessReturn.All)]
    [InlineData("none", ProcessReturn.None)]
    public void Every_way_to_return_is_known(string word, ProcessReturn expected) =>
        Assert.Equal(expected, Sample.Task<RunProcessTask>(Run($"{{shell: {{command: ls}}, return: {word}}}")).Return);

    [Theory]
    [InlineData("{shell: {command: 'echo ${HOME} ${x:-y} ${#a} ${1}'}}")]
    [InlineData("{script: {language: js, code: 'console.log(`${a} ${ b }`)'}}")]
    [InlineData("{shell: {command: ls, arguments: [a, 1, true, '${ .x }'], environment: {A: 1, '${ .k }': x}, stdin: '${ . }'}}")]
    [InlineData("{shell: {command: ls, arguments: {a: null, b: 1}, environment: '${ .env }'}}")]
    [InlineData("{script: {language: python, source: {name: s, endpoint: lib/a.py}}}")]
    [InlineData("{container: {image: a, ports: {8080: 80, 53: 53/udp, 5353/udp: '${ .p }'}, volumes: {/a: /b}, lifetime: {cleanup: eventually, after: {minutes: 30}}, pullPolicy: never}}")]
    public void What_is_right_gives_no_word(string run) => Sample.AssertNone(Run(run));

    [Theory]
    [InlineData("{shell: {}}", "CW0102", "'shell' needs 'command'")]
    [InlineData("{shell: {command: 1}}", "CW0103", "'command' must be a text")]
    [InlineData("{shell: {command: ls, code: x}}", "CW0101", "code belongs to 'script'")]
    [InlineData("{shell: {command: ls, env: {}}}", "CW0101", "'environment'")]
    [InlineData("{shell: {command: ls, return: all}}", "CW0101", "under 'run'")]
    [InlineData("{shell: {command: ls, arguments: x}}", "CW0103", "'arguments' must be an object or an expression")]
    [InlineData("{shell: {command: ls, arguments: [[x]]}}", "CW0103", "argument 1 must be a text")]
    [InlineData("{shell: {command: ls, environment: [x]}}", "CW0103", "'environment' must be an object")]
    [InlineData("{shell: {command: ls, environment: {A: {}}}}", "CW0103", "'A' of 'environment' must be a text")]
    [InlineData("{shell: {command: ls, environment: {'${ .( }': x}}}", "CW0301", "does not compile")]
    [InlineData("{shell: {command: 'echo ${ .user.name }'}}", "CW0304", "the shell gets it as it stands")]
    [InlineData("{shell: {command: ls}, return: stdot}", "CW0104", "Did you mean 'stdout'?")]
    [InlineData("{shell: {command: ls}, script: {language: js, code: x}}", "CW0105", "only one of")]
    [InlineData("{command: ls, shell: {command: ls}}", "CW0101", "under 'shell', 'script' or 'container'")]
    [InlineData("{script: {code: x}}", "CW0102", "'script' needs 'language'")]
    [InlineData("{script: {language: pyton, code: x}}", "CW0104", "Did you mean 'python'?")]
    [InlineData("{script: {language: ruby, code: x}}", "CW0104", "Known are js and python")]
    [InlineData("{script: {language: js}}", "CW0102", "needs one of code, source")]
    [InlineData("{script: {language: js, code: x, source: {endpoint: a}}}", "CW0105", "'code' and 'source'")]
    [InlineData("{script: {language: js, source: {}}}", "CW0102", "needs 'endpoint'")]
    [InlineData("{script: {language: js, source: {endpoint: 'a b'}}}", "CW0117", "white space")]
    [InlineData("{script: {language: js, command: x, code: y}}", "CW0101", "belongs to 'shell'")]
    [InlineData("{container: {}}", "CW0102", "'container' needs 'image'")]
    [InlineData("{container: {image: a, ports: {http: 80}}}", "CW0104", "not a mapping of ports")]
    [InlineData("{container: {image: a, ports: {80: 70000}}}", "CW0104", "not a mapping of ports")]
    [InlineData("{container: {image: a, volumes: [/a]}}", "CW0103", "'volumes' must be an object")]
    [InlineData("{container: {image: a, pullPolicy: sometimes}}", "CW0104", "must be one of ifNotPresent, always, never")]
    [InlineData("{container: {image: a, lifetime: {}}}", "CW0102", "needs 'cleanup'")]
    [InlineData("{container: {image: a, lifetime: {cleanup: eventually}}}", "CW0102", "needs 'after'")]
    [InlineData("{container: {image: a, lifetime: {cleanup: always, after: PT1S}}}", "CW0105", "goes with 'cleanup: eventually'")]
    [InlineData("{container: {image: a, cleanup: always}}", "CW0101", "under 'lifetime'")]
    public void What_is_wrong_is_said_with_its_place(string run, string code, string words)
    {
        var found = Assert.Single(Sample.Load(Run(run)).Diagnostics);

        Assert.Equal((code, 7), (found.Code, found.Position.Line));
        Assert.Contains(words, $"{found.Message} {found.Remedy}", StringComparison.Ordinal);
    }

    [Fact]
    public void The_document_or_the_task_may_ask_for_the_embedded_engine()
    {
        const string Script = "{script: {language: js, code: x}}";
        static bool IsEmbedded(RunProcessTask task) => Assert.IsType<ValueTemplate.Members>(task.With).Of.Any(member => member.Key == "engine");

        Assert.False(IsEmbedded(Sample.Task<RunProcessTask>(Run(Script))));
        Assert.True(IsEmbedded(Sample.Task<RunProcessTask>(Run($"{Script}, metadata: {{continuo: {{engine: jint}}}}"))));
        var document = WorkflowLoader.Load("document: {dsl: '1.0.3', namespace: a, name: b, version: '1.0.0', metadata: {continuo: {engine: jint}}}\n" + Run(Script));
        Assert.Empty(document.Diagnostics);
        Assert.True(IsEmbedded((RunProcessTask)document.Definition!.Root.Tasks[0]));
    }

    [Fact]
    public void An_engine_is_nothing_for_other_tasks() =>
        Sample.Only(DiagnosticCodes.ExtensionWithoutEffect, "do:\n  - p: {set: {n: 1}, metadata: {continuo: {engine: jint}}}\n");
}
