using Continuo.Workflows.Json;

namespace Continuo.Server.Api;

/// <summary>Why a request was not done, for people and for programs (RFC 9457).</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">Stable: programs may test it.</param>
/// <param name="What">What happened, in one line.</param>
/// <param name="Why">Why, in one line.</param>
/// <param name="Do">What the caller can do, in one line.</param>
internal sealed record Problem(int Status, string Code, string What, string Why, string Do)
{
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Mistakes in a document, each with its position.</summary>
    public JsonArray? Diagnostics { get; init; }

    /// <summary>What stands in the way of a migration.</summary>
    public JsonArray? Findings { get; init; }

    public JsonValue ToJson()
    {
        var members = new JsonObject.Builder(9)
            .Set("type", $"urn:continuo:problem:{Code}")
            .Set("title", What)
            .Set("status", Status)
            .Set("detail", $"{What} {Why}")
            .Set("code", Code)
            .Set("what", What)
            .Set("why", Why)
            .Set("do", Do);
        if (Diagnostics is not null)
        {
            members.Set("diagnostics", Diagnostics);
        }

        if (Findings is not null)
        {
            members.Set("findings", Findings);
        }

        return members.Build();
    }

    public static Problem BadParameter(string name, string value, string expected) => new(
        400, "bad-parameter", $"The parameter '{name}' is not usable.", $"'{value}' is not {expected}.", $"Give {name} as {expected}.");

    public static Problem BadBody(string why, string @do) => new(400, "bad-body", "The request's body is not usable.", why, @do);

    public static Problem NoInstance(string id) => new(
        404, "instance-not-found", $"There is no instance '{id}'.", "It was never started here, or its retention is over.", "Look for it with GET /api/v1/instances.");

    public static Problem NoWorkflow(string name, string? version) => new(
        404,
        "workflow-not-found",
        $"There is no workflow '{name}'{(string.IsNullOrEmpty(version) ? "" : $" in version '{version}'")}.",
        "It is not deployed here.",
        "Deploy it with PUT /api/v1/workflows, or look at GET /api/v1/workflows.");
}
