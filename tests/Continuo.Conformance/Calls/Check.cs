using Continuo.Workflows.Json;
using Xunit;

namespace Continuo.Conformance.Calls;

/// <summary>Whether what came of a row is what it says.</summary>
internal static class Check
{
    private const string Errors = "https://open-workflow-specification.org/spec/1.0.0/errors/";

    public static void Holds(JsonObject row, JsonValue report, string notes, StandIn standIn)
    {
        if (row.TryGet("rejected", out var code))
        {
            Assert.True(report["status"].AsString == "rejected", $"{report}");
            Assert.Contains(code.String, notes, StringComparison.Ordinal);
            return;
        }

        if (row["status"].AsString is { } status)
        {
            Assert.True(report["status"].AsString == status, $"{report}{notes}");
        }
        else if (row.TryGet("error", out var error))
        {
            Assert.True(report["status"].AsString == "faulted", $"{report}{notes}");
            Error(error.Object, report["error"].Object);
        }
        else
        {
            Assert.True(report["status"].AsString == "completed", $"{report}{notes}");
        }

        if (row.TryGet("expect", out var output))
        {
            Like(output, report["output"], "output");
        }

        if (row["sent"].AsArray is { } sent)
        {
            Sent(sent, standIn);
        }
    }

    private static void Error(JsonObject expected, JsonObject actual)
    {
        foreach (var (key, value) in expected)
        {
            var want = key == "type" && !value.String.Contains(':', StringComparison.Ordinal) ? Errors + value.String : value;
            if (want.IsNull)
            {
                Assert.False(actual.TryGet(key, out _), $"{key} is there: {actual}");
                continue;
            }

            Like(want, actual.TryGet(key, out var found) ? found : JsonValue.Null, $"{key} of {(JsonValue)actual}");
        }
    }

    /// <summary>A text that begins with <c>~</c> is to be found in the other; an object with <c>...</c> may have further members.</summary>
    private static void Like(JsonValue expected, JsonValue actual, string what)
    {
        if (expected.AsString is ['~', .. var part])
        {
            Assert.True((actual.AsString ?? actual.ToString()).Contains(part, StringComparison.Ordinal), $"{what}: '{part}' is not in {actual}");
        }
        else if (expected.AsObject is { } members && members.TryGet("...", out _))
        {
            foreach (var (key, value) in members.Where(member => member.Key != "..."))
            {
                Like(value, actual[key], $"{what}.{key}");
            }
        }
        else
        {
            Assert.True(expected.Equals(actual), $"{what}: expected {expected}, found {actual}");
        }
    }

    private static void Sent(JsonArray expected, StandIn standIn)
    {
        Assert.Equal(expected.Select(entry => entry.AsString ?? entry["line"].String), standIn.Sent.Select(asked => asked.ToString()));
        foreach (var (entry, asked) in expected.Zip(standIn.Sent).Where(pair => pair.First.IsObject))
        {
            foreach (var (name, value) in entry["headers"].AsObject ?? JsonObject.Empty)
            {
                Like(value, asked.Headers.TryGetValue(name, out var found) ? found : JsonValue.Null, $"header {name}");
            }

            if (entry.Object.TryGet("body", out var body))
            {
                Like(body, asked.Body, "body");
            }
        }
    }
}
