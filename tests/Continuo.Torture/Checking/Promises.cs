using Continuo.Torture.Load;

namespace Continuo.Torture.Checking;

/// <summary>What clients were told must hold.</summary>
internal static class Promises
{
    private static readonly string[] s_final = ["completed", "faulted", "cancelled"];

    public static IEnumerable<Violation> Of(Evidence evidence) =>
        [.. Starts(evidence), .. Refusals(evidence), .. Looks(evidence), .. Positions(evidence), .. Strangers(evidence)];

    private static IEnumerable<Violation> Starts(Evidence evidence) =>
        from line in evidence.Clients
        where line is { Act: "start", Outcome: Outcome.Ok } && !evidence.Instances.ContainsKey(line.Instance)
        select new Violation(line.Instance, "its start was acknowledged, and there is no such instance");

    /// <remarks>
    /// A cancel whose outcome was unknown may be told that it is done already. A suspend may come when all is over, and so may the resume.
    /// Nothing else may be refused.
    /// </remarks>
    private static IEnumerable<Violation> Refusals(Evidence evidence)
    {
        foreach (var own in evidence.Clients.GroupBy(line => (line.Instance, line.Act)))
        {
            var unknown = false;
            foreach (var line in own)
            {
                if (line.Outcome == Outcome.Wrong && !((own.Key.Act is "resume" or "suspend" || (unknown && own.Key.Act == "cancel")) && line.Said.StartsWith("409", StringComparison.Ordinal)))
                {
                    yield return new(line.Instance, $"{line.Act} was answered with {line.Said}");
                }

                unknown |= line.Outcome == Outcome.Info;
            }
        }
    }

    private static IEnumerable<Violation> Looks(Evidence evidence) =>
        from line in evidence.Clients
        where line.Outcome == Outcome.Ok && Array.Exists(s_final, status => line.Said.StartsWith($"{status} ", StringComparison.Ordinal))
        where evidence.Instances.TryGetValue(line.Instance, out var found) && line.Said != $"{found.Status} {found.Output}"
        select new Violation(line.Instance, $"client {line.Client} was told at {line.At:O} that it had ended as '{line.Said}', and now it is '{evidence.Instances[line.Instance].Status} {evidence.Instances[line.Instance].Output}'");

    /// <summary>An event that is published again is at the position that was told before.</summary>
    private static IEnumerable<Violation> Positions(Evidence evidence) =>
        from line in evidence.Clients
        where line is { Act: "publish", Outcome: Outcome.Ok }
        group line.Said by (line.Instance, Event: line.Said.Split(' ')[0]) into told
        where told.Distinct().Count() > 1
        select new Violation(told.Key.Instance, $"its event {told.Key.Event} was told to be at several positions: {string.Join(", ", told.Distinct())}");

    private static IEnumerable<Violation> Strangers(Evidence evidence)
    {
        var asked = evidence.Clients.Where(line => line.Act == "start").Select(line => line.Instance).ToHashSet();
        foreach (var found in evidence.Instances.Values.Where(found => !asked.Contains(found.Parent ?? found.Id)))
        {
            yield return new(found.Id, "nobody has asked for it");
        }

        foreach (var call in evidence.Calls.Where(call => !evidence.Instances.ContainsKey(call.Instance)))
        {
            yield return new(call.Instance, $"the ledger was asked for '{call.Step}' of it, and there is no such instance");
        }
    }
}
