using System.Globalization;
using Continuo.Workflows.Json;
using Xunit;

namespace Continuo.Conformance.Guide;

/// <summary>Compares what a case expects with the report of its run.</summary>
internal static class GuideChecks
{
    public static void Hold(GuideCase given, int code, JsonValue report, TimeSpan took)
    {
        var status = given["rejected"] is not null ? "rejected" : given["status"] ?? (given["error"] is null ? "completed" : "faulted");
        Assert.True(report["status"].AsString == status, Text(report));
        if (status is "completed" or "faulted" or "rejected")
        {
            Assert.Equal(status switch { "completed" => 0, "faulted" => 1, _ => 2 }, code);
        }

        if (given["output"] is not null)
        {
            Assert.Equal(Text(Sorted(given.Json("output"))), Text(Sorted(report["output"])));
        }

        if (given["text"] is { } text)
        {
            Assert.Equal(text, Text(report["output"]));
        }

        if (given["error"] is not null)
        {
            Error(given.Json("error"), report["error"]);
        }

        if (given["rejected"] is { } codes)
        {
            Assert.Equal(codes.Split(' '), report["error"]["diagnostics"].Array.Where(one => one["severity"].AsString == "error").Select(one => one["code"].AsString!).Distinct());
        }

        if (given["takes"] is { } bounds)
        {
            Assert.InRange(took, Bound(bounds, 0), Bound(bounds, 1));
        }
    }

    // The short name of a standard error stands for its URI, an ellipsis as detail for any.
    private static void Error(JsonValue expected, JsonValue actual)
    {
        var wanted = expected.Object;
        var got = actual.Object;
        if (wanted["type"].AsString is { } type && !type.Contains(':', StringComparison.Ordinal))
        {
            wanted = wanted.With("type", $"https://open-workflow-specification.org/spec/1.0.0/errors/{type}");
        }

        foreach (var name in new[] { "title", "detail" }.Where(name => wanted[name].AsString == "..." && got[name].AsString is { Length: > 0 }))
        {
            got = got.With(name, "...");
        }

        Assert.Equal(Text(Sorted(wanted)), Text(Sorted(got)));
    }

    // What a number is written like counts, in which order members stand does not.
    private static JsonValue Sorted(JsonValue value) => value switch
    {
        _ when value.AsObject is { } members => JsonObject.Of([.. members.OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => (member.Key, Sorted(member.Value)))]),
        _ when value.AsArray is { } items => JsonArray.Own([.. items.Select(Sorted)]),
        _ => value,
    };

    private static TimeSpan Bound(string bounds, int index) => TimeSpan.FromMilliseconds(double.Parse(bounds.Split("..")[index], CultureInfo.InvariantCulture));

    private static string Text(JsonValue value) => JsonWriter.Write(value);
}
