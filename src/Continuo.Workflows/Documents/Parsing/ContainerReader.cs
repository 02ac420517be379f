using System.Globalization;
using Continuo.Workflows.Documents.Syntax;
using Continuo.Workflows.Expressions;
using Continuo.Workflows.Validation;

namespace Continuo.Workflows.Documents.Parsing;

/// <summary><c>run: container</c>.</summary>
internal sealed class ContainerReader(LoadContext context, Readers readers, ProcessReader processes)
{
    private readonly ExpressionReader _expressions = readers.Expressions;

    public ProcessDraft Read(Fields fields, Scope scope)
    {
        var with = new List<KeyValuePair<string, ValueTemplate>>();
        foreach (var name in (string[])["image", "name", "command"])
        {
            if (fields.Text(name, required: name == "image") is not null)
            {
                ProcessReader.Add(with, name, _expressions.Program(fields.Map[name]!, scope, Stage.Body));
            }
        }

        if (fields.Optional("ports") is { } ports && processes.Map(ports, "'ports'", scope) is { } mapped)
        {
            CheckPorts(ports);
            ProcessReader.Add(with, "ports", mapped);
        }

        if (fields.Optional("volumes") is { } volumes && processes.Map(volumes, "'volumes'", scope) is { } mounted)
        {
            ProcessReader.Add(with, "volumes", mounted);
        }

        processes.ReadSurroundings(fields, with, scope);
        var after = ReadLifetime(fields.Object("lifetime"), with, scope);
        ProcessReader.Add(with, "pullPolicy", new ValueTemplate.Literal(fields.Choice("pullPolicy", "ifNotPresent", "always", "never")));
        fields.Close(key => key is "cleanup" or "after" ? $"'{key}' belongs under 'lifetime'." : ProcessReader.Elsewhere(key));
        return new ProcessDraft(ProcessKind.Container, with) { RemoveAfter = after };
    }

    private DurationTemplate? ReadLifetime(Fields? fields, List<KeyValuePair<string, ValueTemplate>> with, Scope scope)
    {
        if (fields is null)
        {
            ProcessReader.Add(with, "cleanup", new ValueTemplate.Literal("never"));
            return null;
        }

        if (!fields.Has("cleanup"))
        {
            _ = fields.Required("cleanup", "Say always, never or eventually.");
        }

        var cleanup = fields.Choice("cleanup", "never", "always", "eventually");
        ProcessReader.Add(with, "cleanup", new ValueTemplate.Literal(cleanup));
        DurationTemplate? after = null;
        if (cleanup == "eventually")
        {
            after = readers.Durations.Read(fields.Required("after", "Say how long the ended container stays."), "'after'", scope, Stage.Body);
        }
        else if (fields.Optional("after") is { } extra)
        {
            context.Diagnostics.Add(DiagnosticCodes.Exclusive, extra.Anchor, extra.Pointer, $"'after' goes with 'cleanup: eventually', and here it is '{cleanup}'.", "Remove it, or write cleanup: eventually.");
        }

        fields.Close();
        return after;
    }

    private void CheckPorts(SourceNode node)
    {
        foreach (var member in (node as SourceMap)?.Members ?? [])
        {
            var port = member.Value as SourceScalar;
            var computed = port is not null && ExpressionReader.TryFind(port.Text, out _);
            if (!IsPort(member.Key) || (port is not null && !computed && !IsPort(port.Text)))
            {
                context.Diagnostics.Add(DiagnosticCodes.BadValue, member.Value, $"'{member.Key}: {port?.Text}' is not a mapping of ports.", "Write it as HOST: CONTAINER, such as 8080: 80 or 5353: 53/udp.");
            }
        }
    }

    private static bool IsPort(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var number = slash < 0 ? text : text[..slash];
        return (slash < 0 || text[(slash + 1)..] is "tcp" or "udp" or "sctp")
            && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= 65_535;
    }
}
