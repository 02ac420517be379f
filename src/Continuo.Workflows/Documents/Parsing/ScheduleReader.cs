using Continuo.Workflows.Documents.Syntax;
using Continuo.Workflows.Json;
using Continuo.Workflows.Validation;

namespace Continuo.Workflows.Documents.Parsing;

/// <summary><c>schedule</c>: what starts instances by itself.</summary>
internal sealed class ScheduleReader(LoadContext context, Readers readers)
{
    /// <summary>Reads a schedule; <paramref name="options"/> is <c>metadata.continuo</c> of the document.</summary>
    public WorkflowSchedule Read(Fields fields, JsonValue options)
    {
        ReadInterval(fields, "every");
        ReadInterval(fields, "after");
        var zone = options["timeZone"].AsString;
        if (fields.Text("cron") is { } cron && !CronSchedule.TryParse(cron, zone, out _, out var problem))
        {
            context.Diagnostics.Add(
                DiagnosticCodes.BadValue,
                fields.Map["cron"]!,
                $"'{cron}' is not a cron expression: {problem}",
                "It has five fields (minute, hour, day, month, weekday), or six with seconds first; 'CRON_TZ=Europe/Berlin ' before them names a time zone.");
        }

        var on = readers.Events.ReadStrategy(fields.Optional("on"), "'on'", Scope.Top, Stage.WorkflowInput);
        var read = fields.Map["read"];
        if (read is not null && fields.Map["on"] is null)
        {
            context.Diagnostics.Add(DiagnosticCodes.Exclusive, read, "'read' goes with 'on' only.", "Remove it.");
        }

        var mode = EventReader.ReadMode(fields);
        if (read is null && options["readDefault"].AsString == "envelope")
        {
            mode = EventRead.Envelope;
        }
        else if (read is null && fields.Map["on"] is { } events && ReadsEnvelopes())
        {
            context.Diagnostics.Add(
                DiagnosticCodes.ReadsEnvelope,
                events,
                "An expression reads '.data' of '$workflow.input[...]', which holds the events' data already.",
                "Write 'read: envelope' beside 'on', or leave out '.data'.");
        }

        if (!fields.Has("every") && !fields.Has("after") && !fields.Has("cron") && !fields.Has("on"))
        {
            context.Diagnostics.Add(DiagnosticCodes.MissingProperty, fields.Map, "'schedule' needs one of every, cron, after, on.");
        }

        fields.Close();
        return new WorkflowSchedule(on, mode, zone);
    }

    private void ReadInterval(Fields fields, string name)
    {
        if (fields.Optional(name) is { } node && readers.Durations.Read(node, $"'{name}'", Scope.Top, Stage.WorkflowInput) is { Constant: { } constant } && name == "every" && constant <= TimeSpan.Zero)
        {
            context.Diagnostics.Add(DiagnosticCodes.BadDuration, node, "'every' must be longer than nothing.", "Give the time from one start to the next.");
        }
    }

    /// <summary>Documents from before July 2026 were written for whole events.</summary>
    private bool ReadsEnvelopes()
    {
        for (var at = context.Text.IndexOf("$workflow.input[", StringComparison.Ordinal); at >= 0; at = context.Text.IndexOf("$workflow.input[", at + 1, StringComparison.Ordinal))
        {
            var end = context.Text.IndexOf(']', at);
            if (end >= 0 && context.Text.AsSpan(end + 1).StartsWith(".data", StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
