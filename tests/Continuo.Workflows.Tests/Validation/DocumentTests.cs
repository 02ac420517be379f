using Continuo.Workflows.Documents;
using Continuo.Workflows.Tests.Documents;
using Continuo.Workflows.Validation;
using Xunit;

namespace Continuo.Workflows.Tests.Validation;

/// <summary>The top level: head, schedule, use, metadata.</summary>
public sealed class DocumentTests
{
    [Theory]
    [InlineData("dsl: 1.0.3", "dsl: 2.0.0", "CW0114")]
    [InlineData("dsl: 1.0.3", "dsl: 1.1.0", "CW0114")]
    [InlineData("dsl: 1.0.3", "dsl: 1.0", "CW0103")]
    [InlineData("namespace: tests", "namespace: org.acme", "CW0115")]
    [InlineData("name: head", "name: my_flow", "CW0115")]
    [InlineData("name: head", "name: -a", "CW0115")]
    [InlineData("name: head", "name: 12", "CW0103")]
    [InlineData("version: 1.0.0", "version: 1.0", "CW0103")]
    [InlineData("version: 1.0.0", "version: v1", "CW0116")]
    [InlineData("version: 1.0.0", "version: 01.0.0", "CW0116")]
    [InlineData("version: 1.0.0", "versions: 1.0.0", "CW0101,CW0102")]
    [InlineData("version: 1.0.0", "version: 1.0.0, tags: [a]", "CW0103")]
    [InlineData("version: 1.0.0", "version: 1.0.0, do: []", "CW0101")]
    public void A_wrong_head_is_reported(string right, string wrong, string codes)
    {
        var text = "document: {dsl: 1.0.3, namespace: tests, name: head, version: 1.0.0}\ndo: []\n";
        Assert.NotNull(WorkflowLoader.Load(text).Definition);

        var result = WorkflowLoader.Load(text.Replace(right, wrong, StringComparison.Ordinal));

        Assert.Null(result.Definition);
        Assert.Equal(codes, string.Join(',', result.Diagnostics.Select(d => d.Code).Order()));
    }

    [Theory]
    [InlineData("1.0.0")]
    [InlineData("1.0.0-alpha5")]
    [InlineData("1.0.17")]
    public void All_versions_of_the_language_from_1_0_are_understood(string dsl) =>
        Assert.NotNull(WorkflowLoader.Load($"document: {{dsl: {dsl}, namespace: a, name: b, version: 1.0.0}}\ndo: []\n").Definition);

    [Theory]
    [InlineData("[]")]
    [InlineData("text")]
    [InlineData("12")]
    public void A_document_that_is_no_object_is_one_diagnostic(string text) =>
        Assert.Equal(DiagnosticCodes.WrongType.Id, Assert.Single(WorkflowLoader.Load(text).Diagnostics).Code);

    [Fact]
    public void A_document_without_tasks_is_refused() =>
        Assert.Contains("'do'", Sample.Only(DiagnosticCodes.MissingProperty, "use: {}\n").Message, StringComparison.Ordinal);

    [Fact]
    public void An_unknown_section_gets_a_suggestion() =>
        Assert.Equal("Did you mean 'timeout'?", Sample.Only(DiagnosticCodes.UnknownProperty, "do: []\ntimout: {after: PT1S}\n").Remedy);

    [Fact]
    public void A_property_of_the_head_in_the_wrong_place_is_sent_back() =>
        Assert.Equal("It belongs under 'document'.", Sample.Only(DiagnosticCodes.UnknownProperty, "do: []\nmetadata: {}\n").Remedy);

    [Theory]
    [InlineData("{}", "CW0102")]
    [InlineData("{cron: '* *'}", "CW0104")]
    [InlineData("{cron: '0 25 * * *'}", "CW0104")]
    [InlineData("{cron: 'CRON_TZ=Mars/Olympus 0 2 * * *'}", "CW0104")]
    [InlineData("{every: 5m}", "CW0113")]
    [InlineData("{every: PT0S}", "CW0113")]
    [InlineData("{cron: 0 0 * * *, read: data}", "CW0105")]
    [InlineData("{on: {one: {with: {}}}}", "CW0102")]
    [InlineData("{evry: PT1S}", "CW0101")]
    public void A_wrong_schedule_is_reported(string schedule, string code) =>
        Assert.Contains(Sample.Load($"do: []\nschedule: {schedule}\n").Diagnostics, d => d.Code == code);

    [Theory]
    [InlineData("timeout: shrt\nuse: {timeouts: {short: {after: PT1S}}}", "There is no timeout 'shrt' in use.timeouts.", "Did you mean 'short'?")]
    [InlineData("timeout: short", "There is no timeout 'short' in use.timeouts.", "Declare it in use.timeouts.")]
    [InlineData("timeout: x\nuse: {timeouts: {short: {after: PT1S}}}", "There is no timeout 'x' in use.timeouts.", "Declared are short.")]
    public void A_reference_to_nothing_gets_a_suggestion(string rest, string message, string remedy)
    {
        var found = Sample.Only(DiagnosticCodes.UnknownReference, $"do: []\n{rest}\n");

        Assert.Equal((message, remedy), (found.Message, found.Remedy));
    }

    [Theory]
    [InlineData("raise: {error: brokn}", "Did you mean 'broken'?")]
    [InlineData("try: [], catch: {retry: ofen}", "Did you mean 'often'?")]
    [InlineData("call: http, with: {method: get, endpoint: {uri: 'http://a/', authentication: {use: shp}}}", "Did you mean 'shop'?")]
    public void Each_section_of_use_is_searched(string task, string remedy)
    {
        var found = Sample.Only(DiagnosticCodes.UnknownReference, """
            use:
              errors: {broken: {type: 'http://a', status: 1}}
              retries: {often: {delay: PT1S}}
              authentications: {shop: {bearer: {token: x}}}
            do:
              - a: {TASK}
            """.Replace("TASK", task, StringComparison.Ordinal));

        Assert.Equal(remedy, found.Remedy);
    }

    [Fact]
    public void A_wrong_declaration_is_reported_once_and_not_at_its_uses() =>
        Assert.Equal("CW0113", Assert.Single(Sample.Load("use: {timeouts: {a: {after: 1}}}\ntimeout: a\ndo: [{b: {set: {n: 1}, timeout: a}}]\n".Replace("after: 1", "after: x", StringComparison.Ordinal)).Diagnostics).Code);

    [Theory]
    [InlineData("then: bb", "Did you mean 'b'?")]
    [InlineData("then: inner", "Tasks here are a, b.")]
    [InlineData("then: ends", "Did you mean 'end'?")]
    public void A_then_that_leads_nowhere_gets_a_suggestion(string then, string remedy)
    {
        var found = Sample.Only(DiagnosticCodes.UnknownFlowTarget, $"do:\n  - a: {{set: {{n: 1}}, {then}}}\n  - b: {{do: [{{inner: {{set: {{n: 1}}}}}}]}}\n");

        Assert.Equal(remedy, found.Remedy);
    }

    [Theory]
    [InlineData("do:\n  - a:\n      switch:\n        - x: {then: nowhere}\n", "9:21")]
    [InlineData("do:\n  - a:\n      try: []\n      catch: {then: nowhere}\n", "9:21")]
    [InlineData("do:\n  - a:\n      fork:\n        branches:\n          - x: {set: {n: 1}, then: y}\n          - y: {set: {n: 1}}\n", "10:36")]
    [InlineData("do:\n  - a:\n      do:\n        - x: {set: {n: 1}, then: a}\n", "9:34")]
    public void Every_then_is_checked_in_its_own_list(string rest, string position) =>
        Assert.Equal(position, Sample.Only(DiagnosticCodes.UnknownFlowTarget, rest).Position.ToString());

    [Theory]
    [InlineData("compensat: {}", "CW0401", "Did you mean 'compensate'?")]
    [InlineData("fallback: {}", "CW0401", "Known are compensate, once, idempotencyKey, since, place, engine.")]
    [InlineData("since: PT1H", "CW0402", "It is ignored; remove it.")]
    [InlineData("once: true", "CW0402", "It is ignored; remove it.")]
    public void An_extension_without_meaning_is_a_warning(string extension, string code, string remedy)
    {
        var result = Sample.Load($"do:\n  - a: {{set: {{n: 1}}, metadata: {{continuo: {{{extension}}}}}}}\n");

        Assert.NotNull(result.Definition);
        Assert.Equal((code, remedy), (Assert.Single(result.Diagnostics).Code, result.Diagnostics[0].Remedy));
    }

    [Fact]
    public void A_wrong_since_is_refused() =>
        Assert.Contains("Did you mean 'start'?", Sample.Only(DiagnosticCodes.BadValue, "do:\n  - a: {listen: {to: {any: []}}, metadata: {continuo: {since: strat}}}\n").Remedy, StringComparison.Ordinal);

    [Fact]
    public void A_compensation_is_checked_like_any_task() =>
        Assert.Equal("/do/0/a/metadata/continuo/compensate", Sample.Only(DiagnosticCodes.NoTaskKeyword, "do:\n  - a: {call: f, metadata: {continuo: {compensate: {caal: g}}}}\n").Pointer);
}
