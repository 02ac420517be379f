using System.Globalization;
using System.Text.RegularExpressions;
using Continuo.Engine.Instances;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;

namespace Continuo.Cli.Conformance;

/// <summary>What the steps of the standard's features say of an instance that has ended.</summary>
/// <param name="ended">The instance.</param>
/// <param name="order">The names of its tasks in the order in which they began.</param>
internal sealed partial class ScenarioChecks(InstanceView ended, IReadOnlyList<string> order)
{
    /// <exception cref="ScenarioFailedException">It does not hold, or the step is none of the features'.</exception>
    public void Check(string step, string argument)
    {
        switch (step)
        {
            case "the workflow should complete":
                Status(InstanceStatus.Completed);
                break;
            case "the workflow should complete with output:":
                Status(InstanceStatus.Completed);
                Same(Yaml(argument), ended.Output, "the output");
                break;
            case "the workflow should cancel":
                Status(InstanceStatus.Cancelled);
                break;
            case "the workflow should fault":
                Status(InstanceStatus.Faulted);
                break;
            case "the workflow should fault with error:":
                Status(InstanceStatus.Faulted);
                Same(Yaml(argument), ended.Error!.ToJson(), "the error");
                break;
            default:
                CheckOutputOrOrder(step, argument);
                break;
        }
    }

    private void CheckOutputOrOrder(string step, string argument)
    {
        if (HasProperties().Match(step) is { Success: true } properties)
        {
            foreach (Match path in Quoted().Matches(properties.Value))
            {
                _ = Find(path.Groups[1].Value);
            }
        }
        else if (HasValue().Match(step) is { Success: true } valued)
        {
            Same(Yaml(argument), Find(valued.Groups[1].Value), $"'{valued.Groups[1].Value}'");
        }
        else if (HasItems().Match(step) is { Success: true } counted)
        {
            var items = Find(counted.Groups[1].Value);
            Same(int.Parse(counted.Groups[2].Value, CultureInfo.InvariantCulture), items.Kind == JsonKind.Array ? items.Array.Count : default(JsonValue), $"the number of items in '{counted.Groups[1].Value}'");
        }
        else if (RunsAt().Match(step) is { Success: true } placed)
        {
            Same(placed.Groups[1].Value, order.Count == 0 ? default(JsonValue) : placed.Groups[2].Value == "first" ? order[0] : order[^1], $"the task that ran {placed.Groups[2].Value}");
        }
        else if (RunsRelative().Match(step) is { Success: true } pair)
        {
            var (first, second) = pair.Groups[2].Value == "after" ? (pair.Groups[3].Value, pair.Groups[1].Value) : (pair.Groups[1].Value, pair.Groups[3].Value);
            if (Place(first) >= Place(second))
            {
                throw new ScenarioFailedException($"the order was {string.Join(", ", order)}");
            }
        }
        else
        {
            throw new ScenarioFailedException($"no such step is known: '{step}'");
        }
    }

    private void Status(InstanceStatus expected)
    {
        if (ended.Status != expected)
        {
            throw new ScenarioFailedException($"it is {ended.Status.Word()}{(ended.Error is { } error ? $" with {error.ToJson()}" : "")}");
        }
    }

    private static void Same(JsonValue expected, JsonValue actual, string what)
    {
        if (!expected.Equals(actual))
        {
            throw new ScenarioFailedException($"{what} is {actual}, not {expected}");
        }
    }

    private int Place(string task)
    {
        var place = order.ToList().IndexOf(task);
        return place >= 0 ? place : throw new ScenarioFailedException($"'{task}' did not run");
    }

    private JsonValue Find(string path)
    {
        var value = ended.Output;
        foreach (var key in path.Split('.'))
        {
            if (value.AsObject is not { } members || !members.TryGet(key, out value))
            {
                throw new ScenarioFailedException($"the output has no '{path}': {ended.Output}");
            }
        }

        return value;
    }

    public static JsonValue Yaml(string text)
    {
        try
        {
            return DataDocument.Read(text);
        }
        catch (JsonSyntaxException wrong)
        {
            throw new ScenarioFailedException($"the step's text cannot be read: {wrong.Message}");
        }
    }

    [GeneratedRegex("^the workflow output should have properties (.+)$")]
    private static partial Regex HasProperties();

    [GeneratedRegex("^the workflow output should have a '([^']+)' property with value:$")]
    private static partial Regex HasValue();

    [GeneratedRegex("^the workflow output should have a '([^']+)' property containing ([0-9]+) items$")]
    private static partial Regex HasItems();

    [GeneratedRegex("^(.+) should run (first|last)$")]
    private static partial Regex RunsAt();

    [GeneratedRegex("^(.+) should run (after|before) (.+)$")]
    private static partial Regex RunsRelative();

    [GeneratedRegex("'([^']+)'")]
    private static partial Regex Quoted();
}
