using Continuo.Workflows.Documents;
using Continuo.Workflows.Lint;
using Continuo.Workflows.Tests.Documents;
using Xunit;

namespace Continuo.Workflows.Tests.Lint;

/// <summary>What must not be complained of; what must be is among the broken documents.</summary>
public sealed class WorkflowLinterTests
{
    private const string Head = "document: { dsl: '1.0.3', namespace: a, name: b, version: '1.0.0' }\n";

    private const string Input = "input: { schema: { document: { type: object, properties: { order: { type: object, properties: { pet: { type: string }, items: { type: array, items: { type: object, properties: { price: { type: number } }, additionalProperties: false } } } } } } } }\n";

    [Theory]
    [InlineData("do:\n  - a: { set: { n: '${ .order.pet }', m: '${ .other }', s: '${ [.order.items[].price] | add }' } }\n  - b: { set: { n: '${ .n }' } }")]
    [InlineData("do:\n  - a: { if: .order.pet == \"x\", set: { n: 1 } }\n  - b: { set: '${ .order }' }")]
    [InlineData("do:\n  - a: { set: '${ .order.pett // \"none\" }' }\n  - b: { set: { n: '${ .pett? }' } }")]
    [InlineData("do:\n  - a: { set: '${ .order.pett = 5 }' }")]
    [InlineData("do:\n  - a: { for: { each: i, in: .order.items }, do: [{ b: { if: $i.price > 5, set: { n: '${ $i }' } } }] }")]
    [InlineData("do:\n  - a: { switch: [{ x: { when: .order.pet, then: b } }, { y: { then: c } }] }\n  - b: { wait: PT1S, then: a }\n  - c: { wait: PT1S }")]
    [InlineData("do:\n  - a: { set: { n: 1 } }\n  - b: { set: { n: '${ .n + 1 }' } }\n  - c: { switch: [{ x: { when: .n < 5, then: b } }] }\n  - d: { set: { x: '${ .n }' } }")]
    [InlineData("do:\n  - a: { wait: '${ \"PT\" + (.order.pet | tostring) + \"S\" }' }")]
    [InlineData("do:\n  - a: { raise: { error: { type: 'http://a', status: 400 } }, if: .order }\n  - b: { wait: PT1S }")]
    [InlineData("do:\n  - a: { try: [{ b: { raise: { error: { type: 'http://a', status: 400 } } } }], catch: { errors: { with: { type: 'http://a' } }, as: e, do: [{ c: { set: { s: '${ $e.status }' } } }] } }")]
    [InlineData("do:\n  - a: { try: [{ b: { call: f } }], catch: { retry: { delay: PT1S, limit: { duration: PT1H } } } }")]
    [InlineData("do:\n  - a: { switch: [{ x: { when: .order, then: exit } }] }\n  - b: { wait: PT1S }")]
    [InlineData("use: { secrets: [key], authentications: { shop: { bearer: { token: '${ $secrets.key }' } } } }\ndo:\n  - a: { call: http, with: { method: get, endpoint: { uri: 'http://a', authentication: { use: shop } } } }")]
    [InlineData("use: { secrets: [key] }\ndo:\n  - a: { call: f, with: { all: '${ $secrets }' } }")]
    [InlineData("use: { functions: { one: { call: two }, two: { set: { n: 1 } } } }\ndo:\n  - a: { call: one }")]
    [InlineData("do:\n  - a: { set: '${ . as {order: $o} | $o.pet | ascii_downcase | length | . + 1 }' }")]
    [InlineData("do:\n  - a: { set: '${ .order.items | map(select(.price > 1)) | sort_by(.price) | group_by(.price) | map(.[0].price) }' }")]
    [InlineData("do:\n  - a: { set: { t: '${ $workflow.startedAt.epoch.seconds }', u: '${ $task.startedAt.iso8601 }', v: '${ $workflow.input.order.pet }' } }")]
    public void What_is_meant_is_not_complained_of(string rest) =>
        Assert.Equal("", string.Join('\n', WorkflowLinter.Lint(Head + Input + rest).Select(d => d.Format("a.yaml"))));

    [Fact]
    public void The_samples_are_clean()
    {
        var files = Directory.EnumerateFiles(SharedSpec.Find("samples")!, "*.yaml", SearchOption.AllDirectories).Where(file => !file.EndsWith(".test.yaml", StringComparison.Ordinal)).ToList();

        Assert.InRange(files.Count, 8, 100);
        Assert.All(files, file => Assert.Equal("", string.Join('\n', WorkflowLinter.Lint(File.ReadAllText(file)).Select(d => d.Format(file)))));
    }

    [Fact]
    public void Of_the_language_s_examples_one_has_a_task_that_nothing_leads_to()
    {
        var found = SharedSpec.Files("examples").SelectMany(file => WorkflowLinter.Lint(file.Text, Documents(file.Text)).Where(d => d.Code.StartsWith("CW05", StringComparison.Ordinal)).Select(d => $"{file.Name} {d.Code}"));

        Assert.Equal(["conditional-task.yaml CW0501"], found);
    }

    private static ExternalDocuments Documents(string text) =>
        WorkflowLoader.Load(text).Missing.Aggregate(ExternalDocuments.None, (known, missing) => known.With(missing.Key, "set: {a: 1}\n"));
}
