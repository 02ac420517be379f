using System.Diagnostics;
using System.Text;
using Continuo.Testing;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Validation;
using CsCheck;
using Xunit;

namespace Continuo.Workflows.Tests.Documents;

/// <summary>Loading never throws, whatever the text, and is fast on the largest.</summary>
public sealed class RobustnessTests
{
    private const string Seed = """
        document: {dsl: '1.0.3', namespace: tests, name: sample, version: '1.0.0'}
        use:
          secrets: [a]
          retries: &r {often: {delay: PT1S, backoff: {linear: {}}}}
        do:
          - a:
              if: .a == 1
              call: http
              with:
                method: get
                endpoint: "http://a/{b}"
                body: {x: '${ .a }', y: *r}
          - b:
              for: {each: i, in: .items}
              do:
                - c:
                    try: [{d: {wait: PT1S}}]
                    catch: {as: e, retry: often, do: [{f: {set: {n: '${ $e }'}}}]}
          - g:
              listen: {to: {any: [{with: {type: x}}], until: '. | length > 3'}}
              foreach: {do: [{h: {emit: {event: {with: {type: t}}}}}]}
          - k: {fork: {branches: [{m: {raise: {error: {type: 'http://a', status: 400}}}}]}}
          - n: {switch: [{o: {when: .a, then: a}}, {p: {then: end}}]}
          - q:
              set: |
                ${
                  .a
                }
              metadata: {continuo: {compensate: {run: {workflow: {namespace: a, name: b}}}}}
        """;

    private static readonly string[] s_pieces = ["", "\n", "  ", "- ", ": ", "{", "}", "[", "]", "'", "\"", "null", "1", "*r", "&r ", "${", "|\n", "\t", "a: "];

    [Fact]
    public void Loading_never_throws_on_random_text() =>
        Gen.String[Gen.Char["\n\n  \t:-{}[]'\"|>&*!#%@`,?.$0aéo\uD83D\uDE00"], 0, 200].Check(LoadIsTotal, iter: 1_000);

    [Fact]
    public void Loading_never_throws_on_random_bytes() =>
        Gen.Byte.Array[0, 200].Check(bytes => LoadIsTotal(Encoding.Latin1.GetString(bytes)) && LoadIsTotal(Encoding.UTF8.GetString(bytes)), iter: 1_000);

    [Fact]
    public void Loading_never_throws_on_a_document_with_pieces_cut_moved_or_changed()
    {
        var piece = Gen.Select(Gen.Int[0, Seed.Length], Gen.Int[0, 40], Gen.Int[0, Seed.Length], Gen.Int[0, 20], Gen.Int[0, s_pieces.Length - 1]);
        piece.Array[1, 4].Check(
            edits =>
            {
                var text = Seed;
                foreach (var (from, length, start, taken, inserted) in edits)
                {
                    var copied = Seed.Substring(start, Math.Min(taken, Seed.Length - start));
                    var at = Math.Min(from, text.Length);
                    text = text[..at] + s_pieces[inserted] + copied + text[Math.Min(at + length, text.Length)..];
                }

                return LoadIsTotal(text);
            },
            iter: 1_000);
    }

    [Fact]
    public void Loading_never_throws_on_JSON_with_changed_characters()
    {
        var json = Sample.Definition("do:\n  - a: {set: {n: [1, 'x', null, true]}}\n").Document.ToString();
        Gen.Select(Gen.Int[0, json.Length - 1], Gen.Char["{}[]\",:\\u0\uD800etn1 "]).Array[1, 3].Check(
            edits =>
            {
                var text = new StringBuilder(json);
                foreach (var (at, character) in edits)
                {
                    text[at] = character;
                }

                return LoadIsTotal(text.ToString());
            },
            iter: 1_000);
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{")]
    [InlineData("{a: ")]
    [InlineData("[x,")]
    [InlineData("- ")]
    [InlineData("? ")]
    public void A_text_that_only_nests_is_given_up_at_the_limit(string piece) =>
        Assert.Single(WorkflowLoader.Load(string.Concat(Enumerable.Repeat(piece, (1 << 20) / piece.Length))).Diagnostics);

    [Fact]
    public void Five_thousand_tasks_load_in_time()
    {
        var text = new StringBuilder("document: {dsl: '1.0.3', namespace: a, name: b, version: 1.0.0}\ndo:\n");
        for (var i = 0; i < 5_000; i++)
        {
            text.Append($"  - task{i}:\n      if: .a == {i}\n      set:\n        n: ${{ .n + {i} }}\n        text: 'some text'\n      then: task{(i + 7) % 5_000}\n");
        }

        var watch = Stopwatch.StartNew();
        var result = WorkflowLoader.Load(text.ToString());
        watch.Stop();

        Assert.Equal(5_001, result.Definition!.Nodes.Length);
        // Half a second on an idle core; the room is for a busy machine, and still too little for anything quadratic.
        Assert.InRange(watch.ElapsedMilliseconds, 0, 10_000);
    }

    [Fact]
    public void Tasks_nested_to_the_limit_load()
    {
        var text = new StringBuilder("document: {dsl: '1.0.3', namespace: a, name: b, version: 1.0.0}\ndo: ");
        for (var i = 0; i < 120; i++)
        {
            text.Append("[{t: {do: ");
        }

        text.Append("[]").Append(string.Concat(Enumerable.Repeat("}}]", 120)));

        Assert.Equal(241, WorkflowLoader.Load(text.ToString()).Definition!.Nodes.Length);
    }

    /// <summary>A definition, or a reason why there is none; every position lies in the text.</summary>
    private static bool LoadIsTotal(string text)
    {
        var result = WorkflowLoader.Load(text);
        var lines = text.Count(c => c is '\n' or '\r' or '\u0085' or '\u2028' or '\u2029') + 2;
        return (result.Definition is not null) != result.Diagnostics.Any(d => d.Severity == Severity.Error)
            && result.Diagnostics.All(d => d.Position.Line >= 1 && d.Position.Line <= lines && d.Position.Column >= 1 && d.Message.Length > 0);
    }
}
