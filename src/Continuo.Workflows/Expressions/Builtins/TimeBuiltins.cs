using Continuo.Workflows.Expressions.Evaluation;
using Continuo.Workflows.Json;

namespace Continuo.Workflows.Expressions.Builtins;

/// <summary>Builtins for dates. Local time is UTC: what an expression gives must not depend on the machine it runs on.</summary>
internal static class TimeBuiltins
{
    public static Dictionary<string, Native> All { get; } = new()
    {
        ["gmtime/0"] = new((_, x) => Broken(x, "gmtime").ToJson()) { Name = "gmtime" },
        ["localtime/0"] = new((_, x) => Broken(x, "localtime").ToJson()) { Name = "localtime" },
        ["mktime/0"] = new((_, x) => Epoch(x, "mktime")) { Name = "mktime" },
        ["timegm/0"] = new((_, x) => Epoch(x, "timegm")) { Name = "timegm" },
        ["strftime/1"] = new((m, x, format) => Format(m, x, format, "strftime/1")) { Name = "strftime" },
        ["strflocaltime/1"] = new((m, x, format) => Format(m, x, format, "strflocaltime/1")) { Name = "strflocaltime" },
        ["strptime/1"] = new(Parse) { Name = "strptime" },
    };

    private static BrokenTime Broken(JsonValue value, string name) =>
        value.IsNumber ? BrokenTime.FromEpoch(value.Number) : throw new JqException($"{name}() requires a number");

    private static JsonValue Epoch(JsonValue value, string name)
    {
        if (!value.IsArray)
        {
            throw new JqException($"{name} requires array inputs");
        }

        return BrokenTime.TryRead(value, out var time) ? time.Epoch : throw new JqException($"{name} requires parsed datetime inputs");
    }

    private static JsonValue Format(Machine machine, JsonValue value, JsonValue format, string name)
    {
        BrokenTime time;
        if (value.IsNumber)
        {
            time = BrokenTime.FromEpoch(value.Number);
        }
        else if (!BrokenTime.TryRead(value, out time))
        {
            throw new JqException($"{name} requires parsed datetime inputs");
        }

        if (format.AsString is not { } pattern)
        {
            throw new JqException($"{name} requires a string format");
        }

        machine.Walk(8L * pattern.Length);
        return TimeFormat.Format(time, pattern);
    }

    private static JsonValue Parse(Machine machine, JsonValue value, JsonValue format)
    {
        if (value.AsString is not { } text || format.AsString is not { } pattern)
        {
            throw new JqException("strptime/1 requires string inputs and arguments");
        }

        machine.Walk(8L * (text.Length + pattern.Length));
        return new TimeParser(text, pattern).Parse()?.ToJson()
            ?? throw new JqException($"date \"{Short(text)}\" does not match format \"{Short(pattern)}\"");
    }

    private static string Short(string text) => text.Length <= 200 ? text : string.Concat(text.AsSpan(0, 200), "...");
}
