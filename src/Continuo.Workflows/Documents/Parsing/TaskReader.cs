using Continuo.Workflows.Documents.Syntax;
using Continuo.Workflows.Validation;

namespace Continuo.Workflows.Documents.Parsing;

/// <summary>Lists of tasks, and what is common to all kinds of tasks.</summary>
/// <remarks>
/// Numbers the nodes: a list before its tasks, a task before the lists inside it, those in the fixed order body, handler
/// (<c>catch.do</c>), compensation. The order of properties in the text has no part in it, because the definition's hash has none.
/// </remarks>
internal sealed partial class TaskReader
{
    private static readonly string[] s_keywords = ["call", "do", "emit", "for", "fork", "listen", "raise", "run", "set", "switch", "try", "wait"];

    private readonly LoadContext _context;
    private readonly Readers _readers;
    private readonly ExpressionReader _expressions;
    private readonly DurationReader _durations;
    private readonly ErrorReader _errors;
    private readonly EventReader _events;
    private readonly HttpReader _http;
    private readonly OpenApiReader _openApi;
    private readonly ProcessReader _processes;
    private readonly ContainerReader _containers;
    private readonly ExtensionReader _extensions;
    private readonly SchemaReader _schemas;

    public static IReadOnlyList<string> Keywords => s_keywords;

    public TaskReader(LoadContext context, Readers readers)
    {
        _context = context;
        _readers = readers;
        _expressions = readers.Expressions;
        _durations = readers.Durations;
        _errors = readers.Errors;
        _events = readers.Events;
        _http = new HttpReader(context, readers.Expressions, readers.Endpoints);
        _openApi = new OpenApiReader(readers.Expressions, readers.Authentications, readers.Endpoints, context);
        _processes = new ProcessReader(context, readers);
        _containers = new ContainerReader(context, readers, _processes);
        _extensions = new ExtensionReader(context, readers.Expressions, this);
        _schemas = new SchemaReader(context, new ResourceReader(context, readers.Authentications));
    }

    /// <param name="node">The list.</param>
    /// <param name="what">How a message names it.</param>
    /// <param name="scope">The variables around it.</param>
    /// <param name="isFork">Whether its tasks are branches.</param>
    public ListNode ReadList(SourceNode node, string what, Scope scope, bool isFork = false)
    {
        var list = _context.Place(new ListNode { Index = _context.Reserve(), Pointer = node.Pointer, Position = node.Anchor });
        var entries = Entries(node, what);
        var names = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < entries.Count; i++)
        {
            CheckName(entries[i], i, names);
        }

        var within = new TaskScope(list, names, isFork);
        var tasks = new List<TaskNode>(entries.Count);
        for (var i = 0; i < entries.Count && _context.CountTask(entries[i].Value); i++)
        {
            tasks.Add(ReadTask(entries[i].Key, entries[i].Value, within, i, scope));
        }

        list.Tasks = [.. tasks];
        return list;
    }

    /// <summary>One task that stands alone, as a list of one.</summary>
    public ListNode ReadSingle(SourceNode node, string name, Scope scope)
    {
        var list = _context.Place(new ListNode { Index = _context.Reserve(), Pointer = node.Pointer, Position = node.Anchor });
        var within = new TaskScope(list, new Dictionary<string, int>(), IsFork: false);
        if (_context.CountTask(node))
        {
            list.Tasks = [ReadTask(name, node, within, 0, scope)];
        }

        return list;
    }

    private List<SourceMember> Entries(SourceNode node, string what)
    {
        switch (node)
        {
            case SourceMap map:
                _context.Diagnostics.Add(DiagnosticCodes.TaskListIsObject, node, $"{Fields.Capital(what)} must be a list of tasks, found an object.", $"Write each task as an item: '- {(map.Members is [var first, ..] ? first.Key : "name")}:'. 'continuo workflow import FILE' does it for a whole file.");
                return [.. map.Members];
            case SourceList list:
                return SingleKeyed(_context, list, "task");
            default:
                Fields.WrongType(_context, node, what, "a list of tasks");
                return [];
        }
    }

    /// <summary>The members of a list whose items have one key each.</summary>
    public static List<SourceMember> SingleKeyed(LoadContext context, SourceList list, string what)
    {
        var entries = new List<SourceMember>(list.Items.Count);
        foreach (var item in list.Items)
        {
            if (item is not SourceMap { Members.Count: > 0 } map)
            {
                Fields.WrongType(context, item, $"an item of a list of {what}s", $"an object with one key, the {what}'s name", "Write '- name: {...}'.");
                continue;
            }

            if (map.Members.Count == 1 || !IsOutdented(context, map, what))
            {
                entries.AddRange(map.Members);
            }
            else if (!map.Members[0].Value.Json.IsNull)
            {
                entries.Add(map.Members[0]);
            }
        }

        return entries;
    }

    /// <summary>Reports an item of several keys. True when those after the first are the first one's own, with too little indentation.</summary>
    private static bool IsOutdented(LoadContext context, SourceMap map, string what)
    {
        var (first, second) = (map.Members[0], map.Members[1]);
        var outdented = first.Value.Json.IsNull || s_keywords.Contains(second.Key) || second.Key is "then" or "when" or "if" or "catch" or "with";
        var remedy = outdented
            ? $"Indent '{second.Key}' below '{first.Key}'."
            : $"Write '- ' before '{second.Key}' to make it an item of its own.";
        context.Diagnostics.Add(DiagnosticCodes.SeveralKeysInItem, second.KeyPosition, map.Pointer, $"This item has {map.Members.Count} keys, '{first.Key}' and '{second.Key}'; each {what} is an item of its own.", remedy);
        return outdented;
    }

    private void CheckName(SourceMember entry, int ordinal, Dictionary<string, int> names)
    {
        if (!names.TryAdd(entry.Key, ordinal))
        {
            _context.Diagnostics.Add(DiagnosticCodes.DuplicateTaskName, entry.KeyPosition, entry.Value.Pointer, $"The name '{entry.Key}' is given twice in this list.", "Rename one: 'then' refers to tasks by name.");
        }

        if (entry.Key is "continue" or "exit" or "end")
        {
            _context.Diagnostics.Add(DiagnosticCodes.ReservedTaskName, entry.KeyPosition, entry.Value.Pointer, $"'{entry.Key}' is a flow directive: no 'then' can go to this task.", "Give it another name.");
        }

        if (entry.Key.Length == 0)
        {
            _context.Diagnostics.Add(DiagnosticCodes.BadName, entry.KeyPosition, entry.Value.Pointer, "A task needs a name that is not empty.");
        }
    }

    private TaskNode ReadTask(string name, SourceNode node, TaskScope within, int ordinal, Scope scope)
    {
        var index = _context.Reserve();
        var header = new TaskHeader
        {
            Index = index,
            Pointer = node.Pointer,
            Position = node.Anchor,
            Name = name,
            List = within.List,
            Ordinal = ordinal,
            Definition = node.Json,
        };
        if (Fields.Of(_context, node, $"the task '{name}'") is not { } fields)
        {
            return _context.Place(new UnsupportedTask(header) { Feature = "" });
        }

        var keyword = Keyword(fields, name);
        var make = keyword is null ? null : ReadKind(keyword, fields, within, scope);
        header = ReadCommon(fields, header, within, scope, keyword);
        if (keyword is not null)
        {
            fields.Close(key => Elsewhere(key, keyword));
        }

        return _context.Place(make is null ? new UnsupportedTask(header) { Feature = "" } : make(header));
    }

    private TaskHeader ReadCommon(Fields fields, TaskHeader header, TaskScope within, Scope scope, string? keyword)
    {
        header = header with
        {
            If = _expressions.Read(fields.Optional("if"), "'if'", scope, Stage.RawInput),
            Input = ReadData(fields, "input", "from", UnsupportedFeatures.InputSchema, scope, Stage.RawInput),
            Output = ReadData(fields, "output", "as", UnsupportedFeatures.OutputSchema, scope, Stage.Body),
            Export = ReadData(fields, "export", "as", UnsupportedFeatures.ExportSchema, scope, Stage.Export),
            Timeout = _durations.ReadTimeout(fields.Optional("timeout"), scope, Stage.RawInput),
            Then = within.ReadThen(_context, fields.Optional("then")),
        };
        return fields.Object("metadata") is { } metadata ? _extensions.ReadTask(metadata, header, scope, keyword) : header;
    }

    /// <summary><c>input</c>, <c>output</c> or <c>export</c>: its shape and its schema.</summary>
    public DataShape ReadData(Fields fields, string name, string shape, Unsupported external, Scope scope, Stage stage)
    {
        if (fields.Object(name) is not { } data)
        {
            return default;
        }

        var template = _expressions.Shape(data.Optional(shape), $"'{shape}'", scope, stage);
        var schema = _schemas.Read(data, external);
        data.Close();
        return new(template, schema);
    }

    private string? Keyword(Fields fields, string name)
    {
        var found = s_keywords.Where(fields.Has).ToList();
        if (found.Contains("for"))
        {
            // A loop's tasks are its sibling 'do'.
            found.Remove("do");
        }

        if (found.Count == 1)
        {
            return found[0];
        }

        if (found.Count > 1)
        {
            var second = fields.Map[found[1]]!;
            var remedy = found.Contains("try") ? "Put what handles the error under 'catch: do:'." : "Make each a task of its own.";
            _context.Diagnostics.Add(DiagnosticCodes.SeveralTaskKeywords, second.Anchor, second.Pointer, $"The task '{name}' has {string.Join(" and ", found.Select(k => $"'{k}'"))}; a task does one thing.", remedy);
            return null;
        }

        var meant = fields.Has("catch") ? "'catch' goes with 'try'."
            : fields.Has("while") ? "'while' goes with 'for'."
            : fields.Map.Members.Select(m => Suggestion.For(m.Key, s_keywords)).FirstOrDefault(s => s is not null);
        _context.Diagnostics.Add(DiagnosticCodes.NoTaskKeyword, fields.Map, $"The task '{name}' says nothing to do.", meant ?? $"Add one of {string.Join(", ", s_keywords)}.");
        return null;
    }

    private static string? Elsewhere(string key, string keyword) => key switch
    {
        "while" => "'while' goes with 'for'.",
        "catch" => "'catch' goes with 'try'.",
        "retry" or "errors" => "It belongs under the 'catch' of a 'try'.",
        "foreach" => "'foreach' goes with 'listen'.",
        "from" or "schema" => $"It belongs under 'input'.",
        "as" => "It belongs under 'output' or 'export'.",
        "with" => $"'with' goes with 'call'; '{keyword}' has its own properties.",
        "compensate" or "once" or "idempotencyKey" or "since" => "It belongs under 'metadata: continuo:'.",
        _ => null,
    };
}
