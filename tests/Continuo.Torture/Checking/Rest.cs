using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json;
using Continuo.Client;
using Continuo.Torture.Load;

namespace Continuo.Torture.Checking;

/// <summary>Waits until nothing moves any more, and takes down what the server then tells.</summary>
internal sealed class Rest(ContinuoClient server)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(5);
    private static readonly ParallelOptions s_some = new() { MaxDegreeOfParallelism = 8 };

    /// <summary>All instances that the server knows, each ended or out of patience.</summary>
    public async Task<IReadOnlyDictionary<string, FinalInstance>> Await(IReadOnlyCollection<Observation> clients)
    {
        var began = Stopwatch.GetTimestamp();
        var found = new System.Collections.Concurrent.ConcurrentDictionary<string, FinalInstance>();
        // A parent that has ended has no child to come, so the second list is complete.
        for (var i = 0; i < 2; i++)
        {
            await Parallel.ForEachAsync((await List()).Where(row => !found.ContainsKey(row.Id)), s_some, async (row, _) => found[row.Id] = await Await(row.Id, row.Parent, began));
        }

        // The list must not hide what a look by id would show.
        var missing = clients.Where(line => line is { Act: "start", Outcome: Outcome.Ok }).Select(line => line.Instance).Distinct().Where(id => !found.ContainsKey(id));
        await Parallel.ForEachAsync(missing, s_some, async (id, _) =>
        {
            try
            {
                found[id] = await Await(id, null, began);
            }
            catch (ProblemException lost) when (lost.Status == System.Net.HttpStatusCode.NotFound)
            {
                // The checker says so, with what the client was told.
            }
        });
        return found;
    }

    private async Task<FinalInstance> Await(string id, string? parent, long began)
    {
        while (true)
        {
            var seen = await server.GetInstance(id, s_look);
            if (seen.HasEnded || Stopwatch.GetElapsedTime(began) > s_patience)
            {
                return new FinalInstance(id, seen.Json.GetProperty("workflow").GetProperty("name").GetString()!, seen.Status, seen.Compensation, seen.Output.GetRawText(), parent, await History(id));
            }
        }
    }

    private async Task<ImmutableArray<FinalFact>> History(string id)
    {
        var facts = ImmutableArray.CreateBuilder<FinalFact>();
        string? cursor = null;
        do
        {
            var page = await server.GetHistory(id, cursor);
            facts.AddRange(page.GetProperty("items").EnumerateArray().Select(fact => new FinalFact(
                fact.GetProperty("position").GetInt64(), fact.GetProperty("kind").GetString()!, fact.GetRawText())));
            cursor = Next(page);
        }
        while (cursor is not null);
        return facts.ToImmutable();
    }

    private async Task<List<(string Id, string? Parent)>> List()
    {
        var rows = new List<(string, string?)>();
        string? cursor = null;
        do
        {
            var page = await server.ListInstances(new InstanceQuery { Cursor = cursor, Limit = 500 });
            rows.AddRange(page.GetProperty("items").EnumerateArray().Select(row => (row.GetProperty("id").GetString()!, row.GetProperty("parent").GetString())));
            cursor = Next(page);
        }
        while (cursor is not null);
        return rows;
    }

    private static string? Next(JsonElement page) => page.GetProperty("next").GetString();
}
