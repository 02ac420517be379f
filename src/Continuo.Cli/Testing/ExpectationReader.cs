using System.Collections.Immutable;
using Continuo.Engine.Instances;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;

namespace Continuo.Cli.Testing;

/// <summary>Reads what a case expects.</summary>
internal sealed class ExpectationReader(TestText text)
{
    private static readonly string[] s_members = ["status", "output", "outputIncludes", "error", "calls", "events", "tasks", "elapsed"];

    public Expectation Read(JsonObject owner, string pointer)
    {
        var place = $"{pointer}/expect";
        if (!owner.ContainsKey("expect"))
        {
            text.Wrong(pointer, "'expect' is missing: without it any outcome would do.");
            return new Expectation { Status = "" };
        }

        var members = text.Object(owner["expect"], place, "'expect'", s_members);
        if (members.ContainsKey("output") && members.ContainsKey("outputIncludes"))
        {
            text.Wrong($"{place}/outputIncludes", "Only one of 'output' and 'outputIncludes' may be given.");
        }

        return new Expectation
        {
            Status = Status(members, place),
            Output = Optional(members, "output"),
            OutputIncludes = Optional(members, "outputIncludes"),
            Error = members.ContainsKey("error") ? Error(members["error"], $"{place}/error") : null,
            Calls = members.ContainsKey("calls") ? [.. text.Items(members, "calls", place).Select(item => Call(item.Value, item.Pointer)).OfType<ExpectedCall>()] : null,
            Events = members.ContainsKey("events") ? [.. text.Items(members, "events", place).Select(item => (JsonValue)text.AnyObject(item.Value, item.Pointer, "An event"))] : null,
            Tasks = members.ContainsKey("tasks") ? [.. text.Items(members, "tasks", place).Select(item => Task(item.Value, item.Pointer))] : null,
            Elapsed = text.Duration(members, "elapsed", place),
        };
    }

    private static JsonValue? Optional(JsonObject members, string name) => members.TryGet(name, out var value) ? value : (JsonValue?)null;

    private string Status(JsonObject members, string place)
    {
        var implied = members.ContainsKey("error") ? InstanceStatus.Faulted.Word() : InstanceStatus.Completed.Word();
        if (text.Text(members, "status", place) is not { } status)
        {
            return implied;
        }

        var known = Enum.GetValues<InstanceStatus>().Select(one => one.Word()).ToList();
        if (!known.Contains(status))
        {
            text.Wrong($"{place}/status", $"'status' must be one of {string.Join(", ", known)}.");
        }

        return status;
    }

    private JsonObject Error(JsonValue value, string place)
    {
        var members = text.Object(value, place, "'error'", "type", "status", "title", "detail", "instance");
        if (members["type"].AsString is not { } type)
        {
            return members;
        }

        var standard = ErrorTypes.All.FirstOrDefault(one => one.Name == type);
        return members.With("type", standard?.Uri ?? ErrorTypes.Normalize(type));
    }

    private ExpectedCall? Call(JsonValue value, string place)
    {
        var members = text.AnyObject(value, place, "A call");
        var pattern = StubReader.Pattern(text, members, place, "A call");
        if (pattern is null)
        {
            return null;
        }

        string[] known = pattern.Word switch
        {
            "http" => ["headers", "body"],
            "function" or "workflow" => ["input"],
            "process" => ["with"],
            _ => ["headers", "body", "input", "with", "endpoints"],
        };
        text.Object(value, place, $"A call of '{pattern.Word}'", [pattern.Word, .. known]);
        return new ExpectedCall(pattern, members.Without(pattern.Word));
    }

    private string Task(JsonValue value, string place)
    {
        if (value.AsString is null)
        {
            text.Wrong(place, "A task is given by its name, or by its pointer such as /do/0/pay.");
        }

        return value.AsString ?? "";
    }
}
