using Continuo.Engine.Instances;
using Continuo.Server.Api;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;
using Continuo.Workflows.Validation;

namespace Continuo.Cli.Running;

/// <summary>The one JSON object of <c>run -o json</c>: <c>{id,status,output,error}</c>.</summary>
internal static class RunReport
{
    /// <param name="view">The instance as it was last seen; null when none was started.</param>
    /// <param name="unfinished">Why it did not come to its end, if more is to be said than its status.</param>
    public static JsonObject Of(InstanceView? view, WorkflowError? unfinished)
    {
        var error = (unfinished ?? view?.Error)?.ToJson() ?? JsonValue.Null;
        return view is null
            ? Of(JsonValue.Null, InstanceStatus.Pending.Word(), JsonValue.Null, error)
            : Of(view.Id.Text, view.Status.Word(), view.Output, error);
    }

    /// <summary>Nothing was run: the definition or the request is not valid.</summary>
    public static JsonObject Rejected(string detail, IEnumerable<JsonValue> diagnostics)
    {
        var error = new WorkflowError(ErrorTypes.Validation.Uri, ErrorTypes.Validation.Status, "Rejected", detail).ToJson().Object
            .With("diagnostics", JsonArray.Own([.. diagnostics]));
        return Of(JsonValue.Null, "rejected", JsonValue.Null, error);
    }

    /// <summary>We made a mistake: what ran, if anything did, did not end.</summary>
    public static JsonObject Broken(string detail) => Of(
        JsonValue.Null,
        "faulted",
        JsonValue.Null,
        new WorkflowError(ErrorTypes.Runtime.Uri, ErrorTypes.Runtime.Status, "Internal error", detail).ToJson());

    public static JsonValue Diagnostic(string file, Diagnostic diagnostic) => new JsonObject.Builder(Shapes.Diagnostic(diagnostic)).Set("file", file).Build();

    private static JsonObject Of(JsonValue id, string status, JsonValue output, JsonValue error) =>
        JsonObject.Of(("id", id), ("status", status), ("output", output), ("error", error));
}
