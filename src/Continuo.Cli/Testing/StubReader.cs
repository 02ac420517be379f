using System.Collections.Immutable;
using Continuo.Engine.Instances;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;

namespace Continuo.Cli.Testing;

/// <summary>Reads the stubs of a file of tests or of one case.</summary>
internal sealed class StubReader(TestText text)
{
    private static readonly string[] s_http = ["status", "headers", "body"];
    private static readonly string[] s_process = ["code", "stdout", "stderr"];
    private static readonly string[] s_result = ["output", "error"];

    public ImmutableArray<Stub> Read(JsonObject owner, string pointer) =>
        [.. text.Items(owner, "stubs", pointer).Select(item => One(item.Value, item.Pointer)).OfType<Stub>()];

    /// <summary>Whom a stub or an expected call is about: the one member that says so.</summary>
    public static EffectPattern? Pattern(TestText text, JsonObject members, string pointer, string owner)
    {
        var words = EffectPattern.Words.Where(members.ContainsKey).ToList();
        if (words.Count != 1)
        {
            text.Wrong(pointer, $"{owner} needs one of {string.Join(", ", EffectPattern.Words)}: who is called.");
            return null;
        }

        return text.Text(members, words[0], pointer) is { } of ? new EffectPattern(words[0], of) : null;
    }

    private Stub? One(JsonValue value, string pointer)
    {
        var members = text.Object(value, pointer, "A stub", [.. EffectPattern.Words, "answer", "answers"]);
        if (Pattern(text, members, pointer, "A stub") is not { } pattern)
        {
            return null;
        }

        if (members.ContainsKey("answer") == members.ContainsKey("answers"))
        {
            text.Wrong(pointer, "A stub needs either 'answer' or 'answers', a list.");
            return null;
        }

        ImmutableArray<StubAnswer> answers = members.TryGet("answer", out var one)
            ? [Answer(one, $"{pointer}/answer", pattern)]
            : [.. text.Items(members, "answers", pointer).Select(item => Answer(item.Value, item.Pointer, pattern))];
        if (answers.IsEmpty && members["answers"].IsArray)
        {
            text.Wrong($"{pointer}/answers", "'answers' is empty: give at least one.");
        }

        return new Stub(pattern, answers);
    }

    private StubAnswer Answer(JsonValue value, string pointer, EffectPattern pattern)
    {
        string[] known = pattern.Word switch
        {
            "http" => [.. s_http, "error"],
            "process" => [.. s_process, .. s_result],
            "task" => [.. s_http, .. s_process, .. s_result],
            _ => s_result,
        };
        var members = text.Object(value, pointer, $"An answer of '{pattern.Word}'", ["delay", .. known]);
        var forms = new[] { s_http, s_process, ["output"], ["error"] }.Count(form => form.Any(members.ContainsKey));
        if (forms > 1)
        {
            text.Wrong(pointer, "An answer is one thing: an 'output', an 'error', an answer over HTTP (status, headers, body) or the end of a process (code, stdout, stderr).");
        }

        var isHttp = pattern.Word == "http" || s_http.Any(members.ContainsKey);
        var isProcess = pattern.Word == "process" || s_process.Any(members.ContainsKey);
        return new StubAnswer
        {
            Delay = text.Duration(members, "delay", pointer) ?? TimeSpan.Zero,
            Output = members.TryGet("output", out var output) ? output : isHttp || isProcess ? (JsonValue?)null : JsonValue.Null,
            Error = Error(members, pointer),
            Status = text.Integer(members, "status", pointer, 200, 100, 599),
            Headers = text.AnyObject(members["headers"], $"{pointer}/headers", "'headers'"),
            Body = members.TryGet("body", out var body) ? body : (JsonValue?)null,
            Code = text.Integer(members, "code", pointer, 0, 0, 255),
            Stdout = text.Text(members, "stdout", pointer) ?? "",
            Stderr = text.Text(members, "stderr", pointer) ?? "",
        };
    }

    private WorkflowError? Error(JsonObject owner, string pointer)
    {
        if (!owner.ContainsKey("error"))
        {
            return null;
        }

        var members = text.Object(owner["error"], $"{pointer}/error", "'error'", "type", "status", "title", "detail");
        var type = text.Text(members, "type", $"{pointer}/error", required: true) ?? "";
        var standard = ErrorTypes.All.FirstOrDefault(one => one.Name == type || one.Uri == ErrorTypes.Normalize(type));
        if (standard is null && !type.Contains(':', StringComparison.Ordinal))
        {
            text.Wrong($"{pointer}/error/type", $"'{type}' is neither a URI nor one of {string.Join(", ", ErrorTypes.All.Select(one => one.Name))}.");
        }

        return new WorkflowError(
            standard?.Uri ?? type,
            text.Integer(members, "status", $"{pointer}/error", standard?.Status ?? 500, 100, 599),
            text.Text(members, "title", $"{pointer}/error"),
            text.Text(members, "detail", $"{pointer}/error"));
    }
}
