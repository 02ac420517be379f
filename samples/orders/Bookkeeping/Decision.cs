using System.Text.Json.Nodes;

namespace Orders.Bookkeeping;

/// <summary>What a service decides about a request.</summary>
/// <param name="Action">What the request does.</param>
/// <param name="Data">What is kept of it.</param>
/// <param name="Status">The HTTP status to answer.</param>
/// <param name="Answer">The body to answer.</param>
/// <param name="IsFinal">Whether the same key gets the same answer for ever. A passing failure is not final: it is not recorded, and may be tried again.</param>
internal sealed record Decision(string Action, JsonObject Data, int Status, JsonNode? Answer, bool IsFinal = true)
{
    private const string Problems = "https://continuo.example/orders/problems/";

    public static Decision Done(string action, JsonObject data, int status = StatusCodes.Status201Created) => new(action, data, status, data.DeepClone());

    /// <summary>A refusal, as RFC 9457 wants it.</summary>
    public static Decision Refused(int status, string problem, string title, string detail, bool isFinal = true) => new(
        "refusal",
        new JsonObject { ["problem"] = problem },
        status,
        new JsonObject { ["type"] = Problems + problem, ["title"] = title, ["status"] = status, ["detail"] = detail },
        isFinal);
}
