using Continuo.Runtime.Queries;
using Continuo.Workflows.Json;

namespace Continuo.Server.Api;

/// <summary>Queries over instances in requests.</summary>
internal static class Queries
{
    /// <exception cref="ProblemException">The query is wrong; all that is wrong with it is said, each with its column.</exception>
    public static InstanceCondition Read(string text, DateTimeOffset now)
    {
        var read = InstanceQueryText.Read(text, now);
        return read.Condition ?? throw new ProblemException(new Problem(
            400, "invalid-query", "The query cannot be read.", string.Join(" ", read.Problems), "Mend it at the columns that are named; docs/reference/queries.md has the fields.")
        {
            Diagnostics = JsonArray.Own([.. read.Problems.Select(problem => (JsonValue)JsonObject.Of(
                ("code", "query"), ("severity", "error"), ("line", 1), ("column", problem.Column), ("message", problem.Message), ("remedy", problem.Remedy)))]),
        });
    }

    /// <summary>What no index serves of a condition; empty without one.</summary>
    public static JsonArray Unindexed(InstanceCondition? condition) =>
        condition is null ? JsonArray.Empty : JsonArray.Own([.. InstanceQueryText.Unindexed(condition).Select(part => (JsonValue)part)]);
}
