using System.Globalization;
using Continuo.Engine.Instances;
using Continuo.Engine.Shards;
using Continuo.Workflows.Documents;

namespace Continuo.Runtime.Checking;

/// <summary>Whether the rows that make an instance findable say what its state says.</summary>
internal sealed class InstanceChecks(Findings findings, Func<DefinitionHash, bool> hasDefinition, Func<InstanceId, bool> hasInstance, IReadOnlyList<long> eventTails)
{
    private const string Retake = "Restore a backup. If there is none: an instance whose row is wrong is found by its id and can be cancelled.";

    public void Check(InstanceRow row, InstanceState state, List<Subscription> subscriptions)
    {
        Columns(row, state);
        Labels(row, state);
        Subscriptions(row, state, subscriptions);
        if (!hasDefinition(state.Definition))
        {
            findings.Error(FindingCodes.DefinitionMissing, row.Id.Text, $"it runs on {row.Workflow}@{row.Version} ({state.Definition.Hex}), which is not in the store", "Deploy that very content again: it is found by its hash.");
        }

        if (state.Parent is { } parent && !hasInstance(parent.Instance))
        {
            findings.Warn(FindingCodes.ParentMissing, row.Id.Text, $"its parent '{parent.Instance}' is not in the store, so nobody waits for it", "Cancel it, or let it end.");
        }

        if (eventTails.Count > 0 && state.EventPlace > eventTails.Max())
        {
            findings.Error(
                FindingCodes.EventMarkBeyond, row.Id.Text, $"it has read events up to {state.EventPlace}; the log ends at {eventTails.Max()}", "Events were lost: restore a backup, or publish them again.");
        }
    }

    private void Columns(InstanceRow row, InstanceState state)
    {
        Same("id of the run", row.Run.ToString(), state.Run.ToString());
        Same("definition", row.Definition.Hex, state.Definition.Hex);
        Same("workflow", $"{row.Workflow}@{row.Version}", $"{state.Workflow}@{state.Version}");
        Same("status", row.Status.Word(), state.Status.Word());
        Same("compensation", row.Compensation.Word(), state.Compensation.Word());
        Same("incident", row.Incident ? "yes" : "no", state.Incident is not null ? "yes" : "no");
        Same("parent", row.Parent?.Text ?? "none", state.Parent?.Instance.Text ?? "none");
        Same("start", Time(row.CreatedAt), Time(state.CreatedAt));
        Same("end", Time(row.FinishedAt), Time(state.FinishedAt));
        if (row.Wake != state.Wake)
        {
            findings.Error(
                FindingCodes.WakeDiffers,
                row.Id.Text,
                $"its row is to be looked at {Words(row.Wake)}, its state {Words(state.Wake)}: {(row.Wake is null ? "it sleeps for ever" : "it is woken at the wrong time")}",
                "Send it any command ('continuo instance suspend', then 'resume'): the commit of that writes the row anew.");
        }

        void Same(string what, string stored, string folded)
        {
            if (stored != folded)
            {
                findings.Error(FindingCodes.RowDiffers, row.Id.Text, $"its row has the {what} {stored}, its commits fold to {folded}", Retake);
            }
        }
    }

    private void Labels(InstanceRow row, InstanceState state)
    {
        if (row.Labels.IsDefault || !row.Labels.ToHashSet().SetEquals(state.Labels))
        {
            findings.Error(FindingCodes.LabelsDiffer, row.Id.Text, $"its labels are {Words(row.Labels)}, its commits say {Words(state.Labels)}: lists do not find it", Retake);
        }

        // Older versions kept none, and nothing but a list misses them.
        var stored = row.Fields.IsDefault ? [] : row.Fields;
        if (!stored.ToHashSet().SetEquals(state.IndexedValues))
        {
            findings.Warn(
                FindingCodes.FieldsDiffer, row.Id.Text, $"its indexed fields are {Shown(stored)}, its commits say {Shown(state.IndexedValues)}: lists by them may not find it", "It is found by its id, labels and status. What it records next is indexed again.");
        }
    }

    /// <summary>A place may be behind that of the state: what was read between is read again and falls to the mark of the frame. Never before it.</summary>
    private void Subscriptions(InstanceRow row, InstanceState state, List<Subscription> stored)
    {
        var listeners = state.Listeners.ToDictionary(listener => listener.Frame);
        foreach (var subscription in stored)
        {
            if (!listeners.Remove(subscription.Frame, out var listener))
            {
                findings.Error(FindingCodes.SubscriptionLeft, row.Id.Text, $"frame {subscription.Frame} has a subscription and does not listen", "It costs a look at each event and does no harm; it goes with the instance.");
            }
            else if (!listener.Keys.ToHashSet().SetEquals(subscription.Keys) || subscription.Since > listener.Since)
            {
                findings.Error(
                    FindingCodes.SubscriptionDiffers,
                    row.Id.Text,
                    $"frame {subscription.Frame} listens to {listener.Keys.Length} keys from place {listener.Since}; its subscription has {subscription.Keys.Length} from {subscription.Since}: events may pass it by",
                    Retake);
            }
        }

        foreach (var listener in listeners.Values)
        {
            findings.Error(FindingCodes.SubscriptionMissing, row.Id.Text, $"frame {listener.Frame} listens and has no subscription: no event wakes it", Retake);
        }
    }

    private static string Words(IEnumerable<KeyValuePair<string, string>> labels) => string.Join(' ', labels.Select(label => $"{label.Key}={label.Value}")) is { Length: > 0 } text ? text : "none";

    private static string Shown(IEnumerable<KeyValuePair<string, Workflows.Json.JsonValue>> fields) => string.Join(' ', fields.Select(field => $"{field.Key}={field.Value}")) is { Length: > 0 } text ? text : "none";

    private static string Words(WakeAt? wake) => wake is not { } at ? "never" : at == WakeAt.Runnable ? "now" : $"at {Time(at.Time)}";

    private static string Time(DateTimeOffset? time) => time?.ToString("O", CultureInfo.InvariantCulture) ?? "none";
}
