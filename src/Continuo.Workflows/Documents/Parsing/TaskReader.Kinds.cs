using System.Collections.Immutable;
using System.Diagnostics;
using Continuo.Workflows.Documents.Syntax;
using Continuo.Workflows.Expressions;
using Continuo.Workflows.Json;
using Continuo.Workflows.Validation;

namespace Continuo.Workflows.Documents.Parsing;

/// <summary>The kinds of tasks, except calls and runs. Each reads its own part and gives what makes the task, or null after a diagnostic.</summary>
internal sealed partial class TaskReader
{
    private Func<TaskHeader, TaskNode>? ReadKind(string keyword, Fields fields, TaskScope within, Scope scope) => keyword switch
    {
        "call" => ReadCall(fields, scope),
        "do" => ReadDo(fields, scope),
        "emit" => ReadEmit(fields, scope),
        "for" => ReadFor(fields, scope),
        "fork" => ReadFork(fields, scope),
        "listen" => ReadListen(fields, scope),
        "raise" => ReadRaise(fields, scope),
        "run" => ReadRun(fields, scope),
        "set" => ReadSet(fields, scope),
        "switch" => ReadSwitch(fields, within, scope),
        "try" => ReadTry(fields, within, scope),
        "wait" => ReadWait(fields, scope),
        _ => throw new UnreachableException(),
    };

    private Func<TaskHeader, TaskNode> ReadDo(Fields fields, Scope scope)
    {
        var body = ReadList(fields.Optional("do")!, "'do'", scope);
        return header => new DoTask(header) { Body = body };
    }

    private Func<TaskHeader, TaskNode>? ReadSet(Fields fields, Scope scope)
    {
        var node = fields.Optional("set")!;
        if (node is not SourceMap && !node.Json.IsString)
        {
            Fields.WrongType(_context, node, "'set'", "an object or an expression in ${ }");
            return null;
        }

        if (node is SourceMap { Members.Count: 0 })
        {
            _context.Diagnostics.Add(DiagnosticCodes.MissingProperty, node, "'set' sets nothing.", "Give at least one property; write ${ {} } for an empty object.");
        }

        var value = _expressions.Template(node, scope, Stage.Body);
        return header => new SetTask(header) { Value = value };
    }

    private Func<TaskHeader, TaskNode>? ReadSwitch(Fields fields, TaskScope within, Scope scope)
    {
        if (fields.List("switch") is not { } list)
        {
            return null;
        }

        if (list.Items.Count == 0)
        {
            _context.Diagnostics.Add(DiagnosticCodes.MissingProperty, list, "'switch' has no cases.", "Give at least one.");
        }

        var cases = ImmutableArray.CreateBuilder<SwitchCase>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        SourceMember? fallback = null;
        foreach (var entry in SingleKeyed(_context, list, "case"))
        {
            if (!names.Add(entry.Key))
            {
                _context.Diagnostics.Add(DiagnosticCodes.DuplicateTaskName, entry.KeyPosition, entry.Value.Pointer, $"The case '{entry.Key}' is given twice.", "Rename one.");
            }

            if (Fields.Of(_context, entry.Value, $"the case '{entry.Key}'") is not { } inner)
            {
                continue;
            }

            if (!inner.Has("when"))
            {
                if (fallback is { } earlier)
                {
                    _context.Diagnostics.Add(DiagnosticCodes.SeveralDefaults, entry.KeyPosition, entry.Value.Pointer, $"The cases '{earlier.Key}' and '{entry.Key}' both have no 'when'; only one can be the default.", "Add a 'when' to one of them.");
                }

                fallback ??= entry;
            }

            var when = _expressions.Read(inner.Optional("when"), "'when'", scope, Stage.Body);
            var then = within.ReadThen(_context, inner.Required("then", "Say where the case goes: continue, exit, end, or a task's name."));
            inner.Close();
            cases.Add(new SwitchCase(entry.Key, when, then));
        }

        var all = cases.ToImmutable();
        return header => new SwitchTask(header) { Cases = all };
    }

    private Func<TaskHeader, TaskNode>? ReadFor(Fields fields, Scope scope)
    {
        var loop = fields.Object("for");
        var each = Variable(loop, "each", "item");
        var at = Variable(loop, "at", "index");
        ValueTemplate? items = loop?.Required("in") switch
        {
            null => null,
            SourceList list => _expressions.Template(list, scope, Stage.Body),
            var node => _expressions.Shape(node is SourceMap ? WrongFor(node) : node, "'in'", scope, Stage.Body),
        };
        loop?.Close(key => key is "while" or "do" ? $"'{key}' stands beside 'for', not inside it." : null);
        var inner = scope.With(each, at);
        var condition = _expressions.Read(fields.Optional("while"), "'while'", inner, Stage.Body);
        if (fields.Required("do", "A loop's tasks stand beside 'for', as 'do'.") is not { } tasks)
        {
            return null;
        }

        var body = ReadList(tasks, "'do'", inner);
        return header => new ForTask(header) { Each = each, At = at, In = items ?? new ValueTemplate.Literal(JsonValue.EmptyArray), While = condition, Body = body };
    }

    private SourceNode? WrongFor(SourceNode node)
    {
        Fields.WrongType(_context, node, "'in'", "an expression or a list");
        return null;
    }

    /// <summary>The name of a variable that a task declares.</summary>
    private string Variable(Fields? fields, string name, string otherwise)
    {
        if (fields?.Text(name) is not { } variable)
        {
            return otherwise;
        }

        if (!Patterns.Variable().IsMatch(variable))
        {
            _context.Diagnostics.Add(DiagnosticCodes.BadName, fields.Map[name]!, $"'{variable}' is not the name of a variable.", variable.StartsWith('$') ? "Declare it without '$'." : "Use letters, digits and '_'.");
        }

        return variable;
    }

    private Func<TaskHeader, TaskNode>? ReadFork(Fields fields, Scope scope)
    {
        if (fields.Object("fork") is not { } fork)
        {
            return null;
        }

        var compete = fork.Flag("compete", otherwise: false);
        var branches = fork.Required("branches");
        fork.Close();
        if (branches is null)
        {
            return null;
        }

        var list = ReadList(branches, "'branches'", scope, isFork: true);
        return header => new ForkTask(header) { Branches = list, Compete = compete };
    }

    private Func<TaskHeader, TaskNode>? ReadTry(Fields fields, TaskScope within, Scope scope)
    {
        var body = ReadList(fields.Optional("try")!, "'try'", scope);
        if (fields.Required("catch", "Write 'catch: {}' to catch every error.") is not { } node || Fields.Of(_context, node, "'catch'") is not { } clause)
        {
            return null;
        }

        var name = Variable(clause, "as", "error");
        var inner = scope.With(name);
        var handler = new CatchClause
        {
            With = _errors.ReadFilter(clause.Optional("errors"), inner),
            As = name,
            When = _expressions.Read(clause.Optional("when"), "'when'", inner, Stage.Body),
            ExceptWhen = _expressions.Read(clause.Optional("exceptWhen"), "'exceptWhen'", inner, Stage.Body),
            Retry = _errors.ReadRetry(clause.Optional("retry"), inner),
            Do = clause.Optional("do") is { } tasks ? ReadList(tasks, "'do'", inner) : null,
            Then = clause.Optional("then") is { } then ? within.ReadThen(_context, then) : null,
        };
        clause.Close(key => key is "with" or "type" or "status" ? "It belongs under 'errors: with:'." : null);
        return header => new TryTask(header) { Body = body, Catch = handler };
    }

    private Func<TaskHeader, TaskNode>? ReadRaise(Fields fields, Scope scope)
    {
        var raise = fields.Object("raise");
        var error = _errors.ReadRaised(raise?.Required("error"), scope);
        raise?.Close();
        return error is null ? null : header => new RaiseTask(header) { Error = error };
    }

    private Func<TaskHeader, TaskNode>? ReadWait(Fields fields, Scope scope)
    {
        var duration = _durations.Read(fields.Optional("wait"), "'wait'", scope, Stage.Body);
        return duration is null ? null : header => new WaitTask(header) { Duration = duration };
    }

    private Func<TaskHeader, TaskNode>? ReadEmit(Fields fields, Scope scope)
    {
        var emit = fields.Object("emit");
        var published = emit?.Object("event", required: true);
        var with = published?.Object("with", required: true);
        emit?.Close();
        if (with is null)
        {
            return null;
        }

        _ = with.Text("type", required: true);
        foreach (var name in (string[])["id", "source", "subject", "time", "datacontenttype", "dataschema"])
        {
            _ = with.Text(name);
        }

        var value = _expressions.Template(with.Map, scope, Stage.Body);
        EventReader.CheckAttributes(_context, with.Map, value);
        return header => new EmitTask(header) { With = value };
    }

    private Func<TaskHeader, TaskNode>? ReadListen(Fields fields, Scope scope)
    {
        var listen = fields.Object("listen");
        var to = _events.ReadStrategy(listen?.Required("to"), "'to'", scope, Stage.Body);
        var read = listen is null ? EventRead.Data : EventReader.ReadMode(listen);
        listen?.Close(key => key is "foreach" or "timeout" ? $"'{key}' stands beside 'listen', not inside it." : key is "one" or "all" or "any" ? "It belongs under 'to'." : null);
        var each = fields.Object("foreach") is { } inner ? ReadIterator(inner, scope) : null;
        return to is null ? null : header => new ListenTask(header) { To = to, Read = read, Foreach = each, Since = header.Since, Place = header.Place };
    }

    private EventIterator ReadIterator(Fields fields, Scope scope)
    {
        var item = Variable(fields, "item", "item");
        var at = Variable(fields, "at", "index");
        var inner = scope.With(item, at);
        var tasks = fields.Optional("do") is { } body ? ReadList(body, "'do'", inner) : null;
        var output = ReadData(fields, "output", "as", UnsupportedFeatures.OutputSchema, inner, Stage.Body);
        var export = ReadData(fields, "export", "as", UnsupportedFeatures.ExportSchema, inner, Stage.Export);
        fields.Close();
        return new EventIterator(item, at, tasks, output.Template, export.Template) { OutputSchema = output.Schema, ExportSchema = export.Schema };
    }
}
