using Continuo.Workflows.Json;

namespace Continuo.Engine.Instances;

/// <summary>The standard's error object (RFC 9457 by another name). Optional members are absent, not null.</summary>
/// <param name="Type">A URI.</param>
/// <param name="Status">As an HTTP status.</param>
/// <param name="Title">What kind of problem.</param>
/// <param name="Detail">This problem.</param>
/// <param name="Instance">JSON pointer of the task that raised it.</param>
public sealed record WorkflowError(string Type, int Status, string? Title = null, string? Detail = null, string? Instance = null)
{
    public JsonValue ToJson()
    {
        var members = new JsonObject.Builder(5).Set("type", Type).Set("status", Status);
        if (Title is not null)
        {
            members.Set("title", Title);
        }

        if (Detail is not null)
        {
            members.Set("detail", Detail);
        }

        if (Instance is not null)
        {
            members.Set("instance", Instance);
        }

        return members.Build();
    }

    public static WorkflowError FromJson(JsonValue value) => new(
        value["type"].AsString ?? "about:blank",
        value["status"].IsNumber ? (int)value["status"].Number : 500,
        value["title"].AsString,
        value["detail"].AsString,
        value["instance"].AsString);
}
