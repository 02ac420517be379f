using System.Text.Json;

namespace Continuo.Client;

/// <summary>An instance as the server shows it; <see cref="Json"/> is all of it.</summary>
public sealed record Instance(JsonElement Json)
{
    public string Id => Json.GetProperty("id").GetString()!;

    /// <summary>pending, running, waiting, suspended, stuck, completed, faulted or cancelled.</summary>
    public string Status => Json.GetProperty("status").GetString()!;

    /// <summary>none, running, completed or failed.</summary>
    public string Compensation => Json.GetProperty("compensation").GetString()!;

    /// <summary>Whether it has ended, well or not, and nothing of it is being undone any more.</summary>
    public bool HasEnded => Status is "completed" or "faulted" or "cancelled" && Compensation != "running";

    public JsonElement Input => Json.GetProperty("input");

    public JsonElement Output => Json.GetProperty("output");

    /// <summary>The standard's error object; null without one.</summary>
    public JsonElement? Error => Json.GetProperty("error") is { ValueKind: not JsonValueKind.Null } error ? error : null;

    public DateTimeOffset CreatedAt => Json.GetProperty("createdAt").GetDateTimeOffset();

    public DateTimeOffset? FinishedAt => Json.GetProperty("finishedAt") is { ValueKind: JsonValueKind.String } time ? time.GetDateTimeOffset() : null;

    /// <summary>The tasks that it is in: <c>{pointer,iteration,status,attempt,since}</c> each.</summary>
    public IEnumerable<JsonElement> Tasks => Json.GetProperty("tasks").EnumerateArray();

    /// <summary>Of <see cref="Tasks"/> those that no other of them is inside of: what it is really doing.</summary>
    public IEnumerable<JsonElement> Innermost =>
        Tasks.Where(task => !Tasks.Any(other => other.GetProperty("pointer").GetString()!.StartsWith(task.GetProperty("pointer").GetString() + "/", StringComparison.Ordinal)));
}
