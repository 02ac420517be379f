using System.Collections.Immutable;
using Continuo.Workflows.Documents.Syntax;
using Continuo.Workflows.Json;
using Continuo.Workflows.Validation;

namespace Continuo.Workflows.Documents.Parsing;

/// <summary>What Continuo adds to the language, under <c>metadata.continuo</c>.</summary>
internal sealed class ExtensionReader(LoadContext context, ExpressionReader expressions, TaskReader tasks)
{
    private const string Section = "continuo";

    private static readonly string[] s_document = ["timeZone", "readDefault", "engine", "index"];
    private static readonly string[] s_task = ["compensate", "once", "idempotencyKey", "since", "place", "engine"];

    public TaskHeader ReadTask(Fields metadata, TaskHeader header, Scope scope, string? keyword)
    {
        if (metadata.Object(Section) is not { } fields)
        {
            return header;
        }

        var effect = keyword is "call" or "run" or "emit";
        if (!effect)
        {
            WarnIfThere(fields, "once", $"'once' says nothing about a task that makes no call.");
            WarnIfThere(fields, "idempotencyKey", $"'idempotencyKey' says nothing about a task that makes no call.");
        }

        if (keyword != "listen")
        {
            WarnIfThere(fields, "since", "'since' is for 'listen' only.");
            WarnIfThere(fields, "place", "'place' is for 'listen' only.");
        }

        if (keyword != "run")
        {
            WarnIfThere(fields, "engine", "'engine' is for 'run: script' only.");
        }

        WarnOfUnknown(fields.Map, s_task);
        var compensate = fields.Optional("compensate");
        var key = fields.Optional("idempotencyKey");
        if (key is not null && !key.Json.IsString)
        {
            Fields.WrongType(context, key, "'idempotencyKey'", "a text");
        }

        return header with
        {
            Once = fields.Flag("once", otherwise: false),
            IdempotencyKey = key is null ? null : expressions.Template(key, scope, Stage.Body),
            Engine = ReadEngine(fields),
            Place = fields.Flag("place", otherwise: false),
            Since = ReadSince(fields.Optional("since")),
            Compensate = compensate is null ? null : ReadCompensation(compensate, scope),
        };
    }

    /// <summary>The document's own metadata.</summary>
    public void ReadDocument(Fields metadata)
    {
        if (metadata.Object(Section) is { } fields)
        {
            if (fields.Text("timeZone") is { } zone && !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))
            {
                context.Diagnostics.Add(DiagnosticCodes.BadValue, fields.Map["timeZone"]!, $"'{zone}' is not a time zone of this system.", "Write a name such as Europe/Berlin.");
            }

            _ = fields.Choice("readDefault", "data", "envelope");
            _ = fields.Optional("index");
            WarnOfUnknown(fields.Map, s_document);
            context.Engine = ReadEngine(fields);
        }
    }

    /// <summary>The fields that the document's metadata declares, to be read when the document's language is known.</summary>
    public ImmutableArray<IndexedField> ReadIndex(SourceNode? document)
    {
        var declared = (((document as SourceMap)?["metadata"] as SourceMap)?[Section] as SourceMap)?["index"];
        if (declared is null || Fields.Of(context, declared, "'index'") is not { } sides)
        {
            return [];
        }

        var index = ImmutableArray.CreateBuilder<IndexedField>();
        foreach (var (side, stage) in new[] { ("input", Stage.WorkflowInput), ("output", Stage.WorkflowOutput) })
        {
            foreach (var member in sides.Object(side)?.Map.Members ?? [])
            {
                if (member.Key.Length is 0 or > 64 || !member.Key.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-'))
                {
                    context.Diagnostics.Add(DiagnosticCodes.BadValue, member.Value, $"'{member.Key}' cannot be asked for: the name of a field is 1 to 64 of A-Z a-z 0-9 _ -.", "Give it another name.");
                    continue;
                }

                index.Add(new(side == "output", member.Key, expressions.Template(member.Value, Scope.Top, stage)));
            }
        }

        if (index.Count > IndexedField.Most)
        {
            context.Diagnostics.Add(DiagnosticCodes.BadValue, declared, $"'index' declares {index.Count} fields; at most {IndexedField.Most} are kept.", "Leave out those that nobody asks for.");
        }

        sides.Close();
        return index.ToImmutable();
    }

    private static string? ReadEngine(Fields fields) => fields.Choice("engine", "node", "jint") == "jint" ? "jint" : null;

    private ListNode ReadCompensation(SourceNode node, Scope scope) =>
        node is SourceMap ? tasks.ReadSingle(node, "compensate", scope) : tasks.ReadList(node, "'compensate'", scope);

    private ListenSince ReadSince(SourceNode? node)
    {
        switch (node?.Json)
        {
            case null or { Kind: JsonKind.String, String: "start" }:
                return ListenSince.Start;
            case { Kind: JsonKind.String, String: "listen" }:
                return new ListenSince(ListenSinceKind.Listen, default);
            case { Kind: JsonKind.String } text when IsoDuration.TryParse(text.String, out var ago):
                return new ListenSince(ListenSinceKind.Ago, ago);
            default:
                context.Diagnostics.Add(DiagnosticCodes.BadValue, node!, "'since' must be start, listen, or an ISO 8601 duration such as PT1H.", node!.Json.AsString is { } wrong ? Suggestion.For(wrong, ["start", "listen"]) : null);
                return ListenSince.Start;
        }
    }

    private void WarnIfThere(Fields fields, string key, string message)
    {
        if (fields.Map[key] is { } node)
        {
            context.Diagnostics.Add(DiagnosticCodes.ExtensionWithoutEffect, node.Anchor, node.Pointer, message, "It is ignored; remove it.");
        }
    }

    private void WarnOfUnknown(SourceMap map, string[] known)
    {
        foreach (var member in map.Members.Where(m => !known.Contains(m.Key)))
        {
            context.Diagnostics.Add(
                DiagnosticCodes.UnknownExtension,
                member.KeyPosition,
                member.Value.Pointer,
                $"'metadata.continuo' has no '{member.Key}' here in this version; it is ignored.",
                Suggestion.For(member.Key, known) ?? (known.Length == 0 ? null : $"Known are {string.Join(", ", known)}."));
        }
    }
}
