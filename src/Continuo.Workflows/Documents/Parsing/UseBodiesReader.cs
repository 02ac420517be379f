using System.Collections.Immutable;
using Continuo.Workflows.Documents.Syntax;
using Continuo.Workflows.Validation;

namespace Continuo.Workflows.Documents.Parsing;

/// <summary>The tasks that stand outside the flow: bodies of functions, declared or elsewhere, and what extensions run.</summary>
/// <remarks>Read after the flow, in an order that the content alone decides, so that nodes have the same numbers at every load.</remarks>
internal sealed class UseBodiesReader(LoadContext context, Readers readers, TaskReader tasks)
{
    private static readonly string[] s_extendable = ["all", "call", "composite", "emit", "for", "listen", "raise", "run", "set", "switch", "try", "wait"];

    public static ReadOnlySpan<string> Extendable => s_extendable;

    public ImmutableArray<TaskExtension> Read()
    {
        foreach (var (function, node) in context.Functions.Declared)
        {
            function.Body = tasks.ReadSingle(node, function.Name, Scope.Top);
        }

        ImmutableArray<TaskExtension> extensions = context.Use.Extensions is { } list
            ? [.. TaskReader.SingleKeyed(context, list, "extension").Select(Read).OfType<TaskExtension>()]
            : [];
        while (context.Functions.TakeUnread() is { Count: > 0 } unread)
        {
            unread.ForEach(ReadElsewhere);
        }

        return extensions;
    }

    /// <summary>Gives each task the extensions for its kind.</summary>
    public static void Apply(ImmutableArray<TaskExtension> extensions, ImmutableArray<Node> nodes)
    {
        if (extensions.IsEmpty)
        {
            return;
        }

        foreach (var task in nodes.OfType<TaskNode>())
        {
            var kind = KindOf(task);
            task.Extensions = [.. extensions.Where(extension => extension.Extend == "all" || extension.Extend == kind)];
        }
    }

    private static string? KindOf(TaskNode task)
    {
        if (task.Definition.AsObject is not { } definition)
        {
            return null;
        }

        // The tasks of a loop are its sibling 'do'.
        var keyword = s_extendable.Append("fork").FirstOrDefault(definition.ContainsKey);
        return keyword ?? (definition.ContainsKey("do") ? "composite" : null);
    }

    private TaskExtension? Read(SourceMember entry)
    {
        if (Fields.Of(context, entry.Value, $"the extension '{entry.Key}'") is not { } fields)
        {
            return null;
        }

        _ = fields.Required("extend", $"It is one of {string.Join(", ", s_extendable)}.");
        var extension = new TaskExtension
        {
            Name = entry.Key,
            Extend = fields.Map["extend"]?.Json.AsString is "do" or "fork" ? NotExtendable(fields.Map["extend"]!) : fields.Choice("extend", s_extendable),
            When = readers.Expressions.Read(fields.Optional("when"), "'when'", Scope.Top, Stage.Body),
            Before = fields.Optional("before") is { } before ? tasks.ReadList(before, "'before'", Scope.Top) : null,
            After = fields.Optional("after") is { } after ? tasks.ReadList(after, "'after'", Scope.Top) : null,
        };
        fields.Close();
        return extension;
    }

    private string NotExtendable(SourceNode node)
    {
        var (found, remedy) = node.Json.String == "do" ? ("do", "Tasks of 'do' are extended by 'composite'.") : ("fork", "Tasks of 'fork' are extended by 'all' only.");
        context.Diagnostics.Add(DiagnosticCodes.BadValue, node, $"'extend' must be one of {string.Join(", ", s_extendable)}; found '{found}'.", remedy);
        return "all";
    }

    private void ReadElsewhere(ExternalFunction external)
    {
        // Its place is the one that it would have if it was declared here under its address.
        var prefix = $"use/functions/{SourceNode.Escape(external.Key)}";
        if (context.External.Read(external.Caller, external.At, external.Key, external.Authentication, prefix) is not var (inner, root))
        {
            return;
        }

        external.Function.Body = new TaskReader(inner, new Readers(inner)).ReadSingle(root, external.Key, Scope.Top);
    }
}
