using Continuo.Workflows.Documents.Syntax;
using Continuo.Workflows.Expressions;
using Continuo.Workflows.Validation;

namespace Continuo.Workflows.Documents.Parsing;

/// <summary><c>call</c> and <c>run</c>.</summary>
internal sealed partial class TaskReader
{
    private static readonly string[] s_calls = ["http", "grpc", "openapi", "asyncapi", "a2a", "mcp"];

    private Func<TaskHeader, TaskNode>? ReadCall(Fields fields, Scope scope)
    {
        var name = fields.Text("call");
        var with = fields.Optional("with");
        if (name is null)
        {
            return null;
        }

        if (name == "http")
        {
            return ReadHttp(fields, scope);
        }

        if (ProtocolReader(name) is { } protocol)
        {
            return fields.Object("with", required: true) is { } arguments ? protocol(arguments, scope) : null;
        }

        if (!s_calls.Contains(name) && TryReadDeclared(name, fields.Map["call"]!, with, scope, out var declared))
        {
            return declared;
        }

        return ReadFunction(name, fields.Map["call"]!, with, scope);
    }

    private Func<Fields, Scope, Func<TaskHeader, TaskNode>?>? ProtocolReader(string name) => name switch
    {
        "openapi" => _openApi.Read,
        "grpc" => new GrpcReader(_context, _readers).Read,
        "asyncapi" => new AsyncApiReader(_context, _readers, ReadIterator).Read,
        "mcp" => new McpReader(_context, _readers).Read,
        "a2a" => new A2AReader(_context, _readers).Read,
        _ => null,
    };

    private Func<TaskHeader, TaskNode>? ReadHttp(Fields fields, Scope scope)
    {
        if (fields.Object("with", required: true) is not { } with)
        {
            return null;
        }

        var call = _http.Read(with, scope);
        return header => new HttpCallTask(header) { Call = call };
    }

    private Func<TaskHeader, TaskNode>? ReadFunction(string name, SourceNode at, SourceNode? with, Scope scope)
    {
        if (!Patterns.Function().IsMatch(name))
        {
            _context.Diagnostics.Add(DiagnosticCodes.BadValue, at, $"'{name}' is not a call of the language, a function's name or a URI.", Suggestion.For(name, s_calls) ?? "A call is known at load; use 'switch' to choose between calls.");
            return null;
        }

        if (s_calls.FirstOrDefault(call => call.Length > 3 && name.Length <= call.Length + 1 && Suggestion.Distance(call, name) == 1) is { } near)
        {
            _context.Diagnostics.Add(DiagnosticCodes.LikeBuiltInCall, at, $"'{name}' is taken as a function of the host.", $"Did you mean '{near}'?");
        }
        else if (Suggestion.Nearest(name, _context.Functions.Names) is { } declared)
        {
            _context.Diagnostics.Add(DiagnosticCodes.LikeBuiltInCall, at, $"'{name}' is not in use.functions and is taken as a function of the host.", $"Did you mean '{declared}'?");
        }

        if (!ReadWith(with, scope, out var input))
        {
            return null;
        }

        return header => new FunctionCallTask(header) { Function = name, With = input };
    }

    private Func<TaskHeader, TaskNode>? ReadRun(Fields fields, Scope scope)
    {
        if (fields.Object("run") is not { } run)
        {
            return null;
        }

        var kind = run.OneOf("workflow", "container", "script", "shell");
        var await = run.Flag("await", otherwise: true);
        var returned = run.Choice("return", "stdout", "stderr", "code", "all", "none");
        run.Close(key => key is "command" or "code" or "image" ? "It belongs under 'shell', 'script' or 'container'." : null);
        if (kind is null || run.Object(kind) is not { } inner)
        {
            return null;
        }

        if (kind == "workflow")
        {
            return ReadSubWorkflow(inner, await, scope);
        }

        var draft = kind switch
        {
            "shell" => _processes.ReadShell(inner, scope),
            "script" => _processes.ReadScript(inner, scope),
            _ => _containers.Read(inner, scope),
        };
        return header => draft.Make(header, header.Engine ?? _context.Engine, await, Enum.Parse<ProcessReturn>(returned, ignoreCase: true));
    }

    private Func<TaskHeader, TaskNode> ReadSubWorkflow(Fields fields, bool await, Scope scope)
    {
        var name = new WorkflowName(Names.Read(_context, fields, "namespace"), Names.Read(_context, fields, "name"));
        var version = "latest";
        if (fields.Has("version") && fields.Text("version") is { } given)
        {
            version = given;
            if (given != "latest")
            {
                Names.CheckVersion(_context, fields, "version");
            }
        }

        ValueTemplate? input = fields.Optional("input") is { } node ? _expressions.Template(node, scope, Stage.Body) : null;
        _ = fields.Optional("version");
        fields.Close();
        return header => new RunWorkflowTask(header) { Workflow = name, Version = version, Input = input, Await = await };
    }
}
