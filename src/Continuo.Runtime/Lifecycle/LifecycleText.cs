using System.Globalization;
using Continuo.Engine.Instances;
using Continuo.Engine.Lifecycle;
using Continuo.Workflows.Json;

namespace Continuo.Runtime.Lifecycle;

/// <summary>Lifecycle changes as CloudEvents.</summary>
internal static class LifecycleText
{
    /// <summary>Of the same change always the same event, its id included.</summary>
    public static LifecycleEvent Of(InstanceState state, LifecycleChange change, LifecyclePlace place)
    {
        var type = LifecycleTypes.Of(change.Task is null, change.Kind);
        var path = $"/api/v1/instances/{string.Join('/', state.Id.Text.Split('/').Select(Uri.EscapeDataString))}";
        var time = change.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
        var members = new JsonObject.Builder(10)
            .Set("specversion", "1.0")
            .Set("id", string.Create(CultureInfo.InvariantCulture, $"{state.Run:N}/{place.Position}/{place.Index}"))
            .Set("source", path)
            .Set("type", type)
            .Set("subject", state.Id.Text)
            .Set("time", time)
            .Set("datacontenttype", "application/json");
        if (Iteration(change.Iteration) is { Length: > 0 } iteration)
        {
            members.Set("iteration", iteration);
        }

        members.Set("data", Data(state, change, time, path));
        return new(place, state.Id, state.Workflow, state.Version, type, members.Build()) { At = change.At, Definition = state.Definition };
    }

    /// <summary>The numbers alone: what else is in a path tells the calls of functions apart.</summary>
    private static string Iteration(string path) => path.Contains('@', StringComparison.Ordinal) ? string.Join('.', path.Split('.').Where(part => !part.StartsWith('@'))) : path;

    private static JsonObject Data(InstanceState state, LifecycleChange change, string time, string path)
    {
        var data = new JsonObject.Builder(5);
        var name = $"{state.Id.Text}.{state.Workflow.Namespace}";
        if (change.Task is { } task)
        {
            data.Set("workflow", name).Set("task", task);
        }
        else
        {
            data.Set("name", name);
        }

        if (change is { Task: null, Kind: LifecycleKind.Started })
        {
            data.Set("definition", JsonObject.Of(("name", state.Workflow.Name), ("namespace", state.Workflow.Namespace), ("version", state.Version)));
        }

        data.Set(LifecycleTypes.TimeOf(change.Kind), time);
        if (change.Status is { } status)
        {
            data.Set("status", status);
        }

        if (change.Error is { } error)
        {
            data.Set("error", error.ToJson());
        }

        if (change.Keys is { Count: > 0 } keys)
        {
            data.Set("correlationKeys", keys);
        }

        if (change is { Task: null, Kind: LifecycleKind.Completed })
        {
            // The instance as the API shows it; the fragment points at its output.
            data.Set("outputUri", $"{path}#/output");
        }

        return data.Build();
    }
}
