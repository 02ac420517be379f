using System.Collections.Immutable;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Continuo.Workflows.Expressions.Builtins;
using Continuo.Workflows.Expressions.Evaluation;
using Continuo.Workflows.Expressions.Syntax;
using Continuo.Workflows.Json;

namespace Continuo.Workflows.Expressions.Compilation;

/// <summary>Syntax tree to nodes. Knows of every node how many results it can have, and chooses the cheapest kind of node for it.</summary>
internal sealed partial class Compiler
{
    private const int MaxNodes = 200_000;
    private const int GuardEvery = 32;

    private readonly IReadOnlyCollection<string>? _globals;
    private readonly SortedSet<string> _used = new(StringComparer.Ordinal);
    private readonly Scope.Top _top = new();
    private readonly Dictionary<string, Scope.Function> _library = [];
    private int _nodes;
    private int _depth;

    /// <summary>Inside the library, errors point to the call in the program.</summary>
    private int _callOffset = -1;

    private Compiler(IReadOnlyCollection<string>? globals) => _globals = globals;

    public static (Node Body, ImmutableArray<string> Variables) Compile(string source, IReadOnlyCollection<string>? globals)
    {
        var compiler = new Compiler(globals);
        var body = compiler.Compile(Parser.Parse(source), compiler._top);
        return (body, [.. compiler._used]);
    }

    public int At(Term term) => _callOffset >= 0 ? _callOffset : term.Offset;

    public Node Compile(Term term, Scope scope)
    {
        _depth++;
        var node = CompileTerm(term, scope);
        _depth--;

        // Nothing else looks at the stack on the way down through a deeply nested program.
        return _depth % GuardEvery == GuardEvery - 1 ? new GuardNode(node) : node;
    }

    private Node CompileTerm(Term term, Scope scope)
    {
        if (++_nodes > MaxNodes || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw new JqCompileException(_nodes > MaxNodes ? "the program is too large" : "the program is nested too deeply", At(term));
        }

        return term switch
        {
            Term.Identity => new IdentityNode(),
            Term.Literal literal => new LiteralNode(literal.Value),
            Term.Location location => new LiteralNode(JsonObject.Of(("file", "<top-level>"), ("line", location.Line))),
            Term.Variable variable => Variable(variable, scope),
            Term.Format format => Format(format),
            Term.Template template => Template(template, scope),
            Term.Index index => Index(index, scope),
            Term.Slice slice => Slice(slice, scope),
            Term.Iterate iterate => Pipe(Compile(iterate.Target, scope), new IterateNode(false) { Offset = At(iterate) }),
            Term.ArrayOf array => array.Body is null ? new LiteralNode(JsonValue.EmptyArray) : new CollectNode(Compile(array.Body, scope)),
            Term.ObjectOf members => Object(members, scope),
            Term.Negate negate => Negate(negate, scope),
            Term.Pipe pipe => Pipe(Compile(pipe.Left, scope), Compile(pipe.Right, scope)),
            Term.Comma comma => new CommaNode(Compile(comma.Left, scope), Compile(comma.Right, scope)),
            Term.Binary binary => Binary(binary, scope),
            Term.Try attempt => Try(attempt, scope),
            Term.If choice => new IfNode(Compile(choice.Condition, scope), Compile(choice.Then, scope), choice.Else is null ? new IdentityNode() : Compile(choice.Else, scope)),
            Term.Reduce or Term.Foreach => Fold(term, scope),
            Term.Bind bind => Bind(bind, scope),
            Term.Define define => Compile(define.Body, new Scope.Function(define.Function, scope) { IsLibrary = _callOffset >= 0 }),
            Term.Call call => Call(call, scope),
            Term.Label label => Label(label, scope),
            Term.Break leave => Break(leave, scope),
            _ => throw new UnreachableException(),
        };
    }

    public static Node Pipe(Node left, Node right)
    {
        if (left is IdentityNode)
        {
            return right;
        }

        if (right is IdentityNode)
        {
            return left;
        }

        if (right is BuiltinNode { Native.Name: "length" } && left is CollectNode { IsOne: true } collect)
        {
            return new CountNode(collect.Body);
        }

        // Leaning to the right lets the collecting loop see what follows an iteration.
        return left is PipeNode pipe ? new PipeNode(pipe.Left, Pipe(pipe.Right, right)) : new PipeNode(left, right);
    }

    private Node Variable(Term.Variable variable, Scope scope)
    {
        for (var at = scope; at is not null; at = at.Outer)
        {
            if (at is Scope.Variable found && found.Name == variable.Name)
            {
                return new VariableNode(scope.Depth - found.Depth);
            }
        }

        if (variable.Name == "ENV" && _globals?.Contains("ENV") != true)
        {
            throw new JqCompileException("$ENV is not available: a program here cannot read the environment of the process; pass the value as a variable", At(variable));
        }

        if (_globals is not null && !_globals.Contains(variable.Name))
        {
            throw new JqCompileException($"${variable.Name} is not defined{Suggestion.For(variable.Name, VariablesIn(scope).Concat(_globals), "$")}", At(variable));
        }

        _used.Add(variable.Name);
        return new GlobalNode(variable.Name) { Offset = At(variable) };
    }

    private static IEnumerable<string> VariablesIn(Scope? scope)
    {
        for (; scope is not null; scope = scope.Outer)
        {
            if (scope is Scope.Variable variable)
            {
                yield return variable.Name;
            }
        }
    }

    private BuiltinNode Format(Term.Format format) => new(Formatter(format.Name, At(format)), []) { Offset = At(format) };

    private static Native Formatter(string? name, int offset) =>
        name is null ? Formats.PlainText
        : Formats.Find(name)
        ?? throw new JqCompileException($"{name} is not a valid format{Suggestion.For(name, Formats.Names, "@")}", offset);

    private TemplateNode Template(Term.Template template, Scope scope)
    {
        // A literal part is itself; a program that is only a literal, as in "\(1)", is formatted like any other.
        var parts = template.Parts.Select(part => Compile(part, scope)).ToArray();
        return new TemplateNode(parts, [.. template.Literals], Formatter(template.FormatName, At(template))) { Offset = At(template) };
    }

    private Node Index(Term.Index index, Scope scope)
    {
        var target = Compile(index.Target, scope);
        var key = Compile(index.Key, scope);
        if (key is LiteralNode { Value.AsString: { } name })
        {
            if (name == "details" && target is GlobalNode { Name: "error" })
            {
                return Pipe(target, DetailsOfError(At(index)));
            }

            return Pipe(target, new FieldNode(name, false) { Offset = At(index) });
        }

        return key is LiteralNode && target is not IdentityNode
            ? Pipe(target, new IndexNode(new IdentityNode(), key) { Offset = At(index) })
            : new IndexNode(target, key) { Offset = At(index) };
    }

    // Documents written for another runtime spell the detail of a caught error so.
    private Node DetailsOfError(int offset)
    {
        var before = _callOffset;
        _callOffset = offset;
        var node = Compile(Parser.Parse("""if type == "object" and has("details") then .details else .detail end"""), _top);
        _callOffset = before;
        return node;
    }

    private SliceNode Slice(Term.Slice slice, Scope scope)
    {
        var nothing = new LiteralNode(default);
        return new SliceNode(
            Compile(slice.Target, scope),
            slice.From is null ? nothing : Compile(slice.From, scope),
            slice.To is null ? nothing : Compile(slice.To, scope))
        { Offset = At(slice) };
    }

    private Node Object(Term.ObjectOf members, Scope scope)
    {
        var compiled = members.Members.Select(m => (Key: Compile(m.Key, scope), Value: Compile(m.Value, scope))).ToArray();
        foreach (var ((key, _), term) in compiled.Zip(members.Members))
        {
            RefuseKey(key, At(term.Key));
        }

        if (compiled.Length == 0)
        {
            return new LiteralNode(JsonValue.EmptyObject);
        }

        var names = compiled.Select(m => (m.Key as LiteralNode)?.Value.AsString).ToArray();
        return names.All(n => n is not null) && names.Distinct().Count() == names.Length && compiled.All(m => m.Value.IsOne)
            ? new RecordNode(new JsonObject.Shape(names!), [.. compiled.Select(m => m.Value)])
            : new ObjectNode(compiled) { Offset = At(members) };
    }

    private static void RefuseKey(Node key, int offset)
    {
        if (key is LiteralNode { Value.IsString: false } bad)
        {
            throw new JqCompileException($"Cannot use {JqText.Describe(bad.Value)} as object key", offset);
        }
    }

    private Node Negate(Term.Negate negate, Scope scope)
    {
        var body = Compile(negate.Body, scope);
        return body is LiteralNode { Value.IsNumber: true } literal
            ? new LiteralNode(Arithmetic.Negate(literal.Value))
            : new NegateNode(body) { Offset = At(negate) };
    }

    private Node Try(Term.Try attempt, Scope scope)
    {
        var body = Compile(attempt.Body, scope);
        if (attempt.Catch is not null)
        {
            return new TryNode(body, Compile(attempt.Catch, scope));
        }

        return Quiet(body) ?? new TryNode(body, null);
    }

    /// <summary>The common <c>.a?</c>, <c>.a.b?</c> and <c>.[]?</c> without an exception behind them.</summary>
    private static Node? Quiet(Node node) => node switch
    {
        FieldNode field => field.Quiet(),
        IterateNode iterate => new IterateNode(true) { Offset = iterate.Offset },
        VariableNode or IdentityNode or LiteralNode => node,
        PipeNode pipe when Quiet(pipe.Left) is { } left && Quiet(pipe.Right) is { } right => new PipeNode(left, right),
        _ => null,
    };

    private LabelNode Label(Term.Label label, Scope scope)
    {
        var inner = new Scope.Label(label.Name, scope);
        return new LabelNode(Compile(label.Body, inner), inner.Depth);
    }

    private BreakNode Break(Term.Break leave, Scope scope)
    {
        for (var at = scope; at is not null; at = at.Outer)
        {
            if (at is Scope.Label label && label.Name == leave.Name)
            {
                return new BreakNode(scope.Depth - label.Depth) { Escape = label.Depth };
            }
        }

        throw new JqCompileException($"$*label-{leave.Name} is not defined: 'break ${leave.Name}' needs 'label ${leave.Name} |' around it", At(leave));
    }
}
