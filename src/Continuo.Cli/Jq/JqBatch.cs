using System.Text;
using System.Text.Json;
using Continuo.Workflows.Expressions;
using Continuo.Workflows.Json;

namespace Continuo.Cli.Jq;

/// <summary><c>continuo jq --batch</c>: a program in each line of the input, a line of output for each.</summary>
internal static class JqBatch
{
    /// <summary>Enough for any honest program, and over within seconds for the others.</summary>
    private static readonly JqLimits s_limits = new(Steps: 20_000_000);

    public static int Run(Stream input, Stream output, TimeProvider clock)
    {
        // Latin-1 keeps every byte, so that what is not UTF-8 in a line can be refused rather than replaced.
        using var reader = new StreamReader(input, Encoding.Latin1, detectEncodingFromByteOrderMarks: false);
        using var writer = new StreamWriter(output, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
        while (reader.ReadLine() is { } line)
        {
            if (line.AsSpan().Trim().Length > 0)
            {
                writer.WriteLine(JsonWriter.Write(Answer(line, clock)));
                writer.Flush();
            }
        }

        return 0;
    }

    private static JsonObject Answer(string line, TimeProvider clock)
    {
        var bytes = Encoding.Latin1.GetBytes(line).AsSpan();
        var utf8 = bytes.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes;
        JsonValue request;
        try
        {
            request = JsonReader.Read(utf8);
        }
        catch (JsonSyntaxException problem)
        {
            return JsonObject.Of(("id", IdOf(utf8)), ("compileError", $"the line is not JSON: {problem.Message}"));
        }

        if (request["program"].AsString is not { } source)
        {
            return JsonObject.Of(("id", request["id"]), ("compileError", "the line needs a member 'program' that is a string"));
        }

        var args = new Dictionary<string, JsonValue>();
        foreach (var (name, value) in request["args"].AsObject ?? JsonObject.Empty)
        {
            args[name] = value;
        }

        return Answer(request["id"], source, request["input"], new JqVariables(args, clock));
    }

    /// <summary>The id of a line that cannot be read to its end; null when not even that can.</summary>
    private static JsonValue IdOf(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8);
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return default;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isId = reader.ValueTextEquals("id"u8);
                reader.Read();
                if (isId)
                {
                    return JsonReader.ReadValue(ref reader);
                }

                reader.Skip();
            }
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            return default;
        }

        return default;
    }

    private static JsonObject Answer(JsonValue id, string source, JsonValue input, JqVariables variables)
    {
        JqProgram program;
        try
        {
            program = JqProgram.Compile(source, variables.Names);
        }
        catch (JqCompileException problem)
        {
            return JsonObject.Of(("id", id), ("compileError", JqMessages.Compile(source, problem)));
        }

        var results = new List<JsonValue>();
        var error = program.Evaluate(input, variables, s_limits, results);
        var answer = JsonObject.Of(("id", id), ("outputs", JsonArray.Own([.. results])));
        return error is null ? answer : answer.With("error", JqMessages.Plain(error));
    }
}
