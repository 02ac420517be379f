using CloudNative.CloudEvents;
using Continuo.Workflows.Json;

namespace Continuo.Server.Api;

/// <summary>Whether a JSON value is a CloudEvent 1.0 in structured form.</summary>
public static class CloudEventCheck
{
    private static readonly string[] s_required = ["id", "source", "type"];

    /// <summary>What is wrong with it, in words; null when nothing is.</summary>
    public static string? Problem(JsonValue value)
    {
        if (value.AsObject is not { } members)
        {
            return "An event is a JSON object.";
        }

        if (value["specversion"].AsString is not "1.0")
        {
            return "It needs 'specversion': \"1.0\".";
        }

        if (members.ContainsKey("data") && members.ContainsKey("data_base64"))
        {
            return "It has both 'data' and 'data_base64': one of them is enough.";
        }

        var checkedEvent = new CloudEvent(CloudEventsSpecVersion.V1_0);
        foreach (var (name, attribute) in members)
        {
            if (name is not ("specversion" or "data") && AttributeProblem(checkedEvent, name, attribute) is { } problem)
            {
                return problem;
            }
        }

        var missing = s_required.Where(name => string.IsNullOrEmpty(value[name].AsString)).ToList();
        return missing.Count == 0 ? null : $"It needs {string.Join(" and ", missing.Select(name => $"'{name}'"))}.";
    }

    private static string? AttributeProblem(CloudEvent target, string name, JsonValue attribute)
    {
        if (name == "data_base64")
        {
            return attribute.AsString is { } text && Convert.TryFromBase64String(text, new byte[text.Length], out _) ? null : "'data_base64' must be base64 text.";
        }

        if (attribute.IsNull)
        {
            return null;
        }

        if (attribute.IsObject || attribute.IsArray)
        {
            return $"The attribute '{name}' must be text, a number or a boolean; structured content belongs into 'data'.";
        }

        try
        {
            target.SetAttributeFromString(name, attribute.AsString ?? attribute.ToString());
            return null;
        }
        catch (ArgumentException problem)
        {
            return $"The attribute '{name}' is not usable: {problem.Message.Split('\n')[0].Trim()}";
        }
    }
}
