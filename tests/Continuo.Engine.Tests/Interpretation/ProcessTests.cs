using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;
using Continuo.Testing;
using Continuo.Workflows.Json;
using Xunit;

namespace Continuo.Engine.Tests.Interpretation;

/// <summary><c>run: shell</c>, <c>script</c> and <c>container</c>: what is asked for, and what becomes of the answer.</summary>
public sealed class ProcessTests
{
    private const string Head = "document: {dsl: '1.0.3', namespace: tests, name: story, version: '1.0.0'}\n";

    private static InstanceStory Story(string run, JsonValue? answer = null, string more = "") =>
        new(Head + more + $"do: [{{p: {{run: {run}}}}}]", _ => new EffectOutcome.Returned(answer ?? "answer"), ambient: new SeededAmbient { OtherSecrets = name => "value-of-" + name });

    private static string Asked(string run, string input = "null", string more = "") => Story(run, more: more).Start(input).Asked[0].Arguments.ToString();

    [Fact]
    public void A_shell_is_asked_for_with_its_values_evaluated_once() =>
        Assert.Equal(
            """{"run":"shell","await":true,"return":"code","with":{"command":"make \"$1\"","stdin":"${ .n }","arguments":["-v",2],"environment":{"A":"b","N1":1}}}""",
            Asked("""{shell: {command: "${ \"make \\\"$1\\\"\" }", stdin: "${ .text }", arguments: [-v, "${ .n + 1 }"], environment: {A: b, "${ \"N\" + .s }": "${ .n }"}}, return: code}""", """{"n":1,"s":"1","text":"${ .n }"}"""));

    [Fact]
    public void Arguments_may_be_an_expression_or_an_object_with_computed_keys()
    {
        Assert.Contains("\"arguments\":[1,2]", Asked("""{shell: {command: x, arguments: "${ [1, 2] }"}}"""), StringComparison.Ordinal);
        Assert.Contains("\"arguments\":{\"--n\":1,\"-q\":null}", Asked("""{shell: {command: x, arguments: {"${ \"--n\" }": 1, -q: null}}}"""), StringComparison.Ordinal);
    }

    [Fact]
    public void A_script_has_its_language_its_text_or_its_source_and_its_engine()
    {
        Assert.Equal("""{"run":"script","await":true,"return":"stdout","with":{"language":"js","code":"`${x}`","engine":"jint"}}""", Asked("{script: {language: javascript, code: '`${x}`'}}, metadata: {continuo: {engine: jint}}"));

        // A computed source is asked for before the script is: what it says then is recorded.
        Assert.StartsWith(
            """{"uri":"http://x/a%20b.py","authentication":{"scheme":"bearer","token":"t"}""",
            Asked("{script: {language: python, source: {endpoint: {uri: 'http://x/{name}.py', authentication: {bearer: {token: t}}}}}}", """{"name":"a b"}"""),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_container_carries_what_its_name_is_made_of_and_when_it_goes() =>
        Assert.Equal(
            """{"run":"container","await":true,"return":"stdout","with":{"image":"tiny:1","name":"n-p","ports":{"8080":80},"volumes":{"/a":"/b"},"cleanup":"eventually","pullPolicy":"always"},"removeAfter":90,"of":{"namespace":"tests","workflow":"story","task":"p"}}""",
            Asked("""{container: {image: "${ .image }", name: "${ \"n-\" + $task.name }", ports: {8080: 80}, volumes: {/a: /b}, pullPolicy: always, lifetime: {cleanup: eventually, after: PT1M30S}}}""", """{"image":"tiny:1"}"""));

    [Theory]
    [InlineData("stdout")]
    [InlineData("none")]
    public void What_is_not_awaited_leaves_the_transformed_input(string returned)
    {
        var story = Story($"{{shell: {{command: x}}, await: false, return: {returned}}}, input: {{from: .a}}").Start("""{"a":{"b":1}}""");

        Assert.Equal("""{"b":1}""", story.Crash().Output.ToString());
    }

    [Fact]
    public void The_answer_is_the_output() => Assert.Equal("7", Story("{shell: {command: x}}", 7).Start().Output.ToString());

    [Fact]
    public void A_key_that_is_not_text_is_an_expression_error()
    {
        var story = Story("""{shell: {command: x, environment: {"${ [1] }": a}}}""").Start();

        Assert.Equal((InstanceStatus.Faulted, "https://open-workflow-specification.org/spec/1.0.0/errors/expression"), (story.Status, story.View.Error!.Type));
    }

    [Fact]
    public void Secrets_stay_symbolic_and_are_no_keys()
    {
        const string Use = "use: {secrets: [k]}\n";
        Assert.DoesNotContain("value-of", Asked("""{shell: {command: x, environment: {K: "${ $secrets.k }"}, arguments: ["${ \"a\" + $secrets.k }"]}}""", more: Use), StringComparison.Ordinal);

        var story = Story("""{shell: {command: x, environment: {"${ $secrets.k }": a}}}""", more: Use).Start();

        Assert.Equal("https://open-workflow-specification.org/spec/1.0.0/errors/authorization", story.View.Error!.Type);
    }

    [Fact]
    public void A_secret_that_is_not_listed_is_denied_in_a_key_too()
    {
        var story = Story("""{shell: {command: x, environment: {"${ $secrets.other // \"N\" }": a}}}""").Start();

        Assert.Contains("'other' is not listed", story.View.Error!.Detail, StringComparison.Ordinal);
    }
}
