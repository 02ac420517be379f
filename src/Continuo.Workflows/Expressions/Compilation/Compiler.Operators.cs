using Continuo.Workflows.Expressions.Evaluation;
using Continuo.Workflows.Expressions.Syntax;

namespace Continuo.Workflows.Expressions.Compilation;

internal sealed partial class Compiler
{
    private Node Binary(Term.Binary binary, Scope scope)
    {
        var left = Compile(binary.Left, scope);
        var right = Compile(binary.Right, scope);
        var offset = At(binary);
        switch (binary.Operator)
        {
            case "and" or "or":
                return new LogicNode(binary.Operator == "and", left, right);
            case "//":
                return new AlternativeNode(left, right);
            case "=":
                return new AssignNode(left, right, UpdateKind.Assign, null) { Offset = offset };
            case "//=":
                return new AssignNode(left, right, UpdateKind.Default, null) { Offset = offset };
            case "|=":
                return new ModifyNode(left, right) { Offset = offset };
            case "+=" or "-=" or "*=" or "/=" or "%=":
                var operation = new OperatorNode(OperatorOf(binary.Operator[..1]), new IdentityNode(), new IdentityNode()) { Offset = offset };
                return new AssignNode(left, right, UpdateKind.Operate, operation) { Offset = offset };
            case "+" when right is RecordNode record && left.IsOne:
                return new ExtendNode(left, record) { Offset = offset };
            default:
                return new OperatorNode(OperatorOf(binary.Operator), left, right) { Offset = offset };
        }
    }

    private static Operator OperatorOf(string symbol) => symbol switch
    {
        "+" => Operator.Add,
        "-" => Operator.Subtract,
        "*" => Operator.Multiply,
        "/" => Operator.Divide,
        "%" => Operator.Remainder,
        "==" => Operator.Equal,
        "!=" => Operator.NotEqual,
        "<" => Operator.Less,
        "<=" => Operator.LessOrEqual,
        ">" => Operator.Greater,
        _ => Operator.GreaterOrEqual,
    };

    private Node Bind(Term.Bind bind, Scope scope)
    {
        var source = Compile(bind.Source, scope);
        if (bind.Patterns is [Pattern.Variable only])
        {
            return new BindNode(source, Compile(bind.Body, new Scope.Variable(only.Name, scope)));
        }

        var names = new List<string>();
        foreach (var pattern in bind.Patterns)
        {
            Names(pattern, names);
        }

        var inner = names.Aggregate(scope, (around, name) => new Scope.Variable(name, around));
        var matchers = bind.Patterns.Select(pattern => Matcher(pattern, inner)).ToArray();
        return new DestructureNode(source, matchers, names.Count, Compile(bind.Body, inner));
    }

    private Node Fold(Term term, Scope scope)
    {
        var (source, pattern, start, update, extract) = term switch
        {
            Term.Reduce r => (r.Source, r.Pattern, r.Start, r.Update, null),
            Term.Foreach f => (f.Source, f.Pattern, f.Start, f.Update, f.Extract),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        var names = new List<string>();
        Names(pattern, names);
        var inner = names.Aggregate(scope, (around, name) => new Scope.Variable(name, around));
        var matcher = pattern is Pattern.Variable ? null : Matcher(pattern, inner);
        var (items, first, next) = (Compile(source, scope), Compile(start, scope), Compile(update, inner));
        return term is Term.Reduce
            ? new ReduceNode(items, matcher, names.Count, first, next)
            : new ForeachNode(items, matcher, names.Count, first, next, extract is null ? null : Compile(extract, inner));
    }

    private static void Names(Pattern pattern, List<string> names)
    {
        switch (pattern)
        {
            case Pattern.Variable variable:
                Add(variable.Name);
                break;
            case Pattern.Items items:
                foreach (var item in items.Of)
                {
                    Names(item, names);
                }

                break;
            case Pattern.Members members:
                foreach (var (_, binding, value) in members.Of)
                {
                    if (binding is not null)
                    {
                        Add(binding);
                    }

                    if (value is not null)
                    {
                        Names(value, names);
                    }
                }

                break;
        }

        void Add(string name)
        {
            if (!names.Contains(name))
            {
                names.Add(name);
            }
        }
    }

    private Matcher Matcher(Pattern pattern, Scope scope)
    {
        switch (pattern)
        {
            case Pattern.Variable variable:
                return new Matcher.Variable(HopsTo(variable.Name, scope));
            case Pattern.Items items:
                return All(items.Of.Select((item, i) => new Matcher.At(new LiteralNode(i), -1, Matcher(item, scope), At(items))));
            default:
                return All(((Pattern.Members)pattern).Of.Select(member =>
                {
                    var key = Compile(member.Key, scope);
                    RefuseKey(key, At(pattern));
                    var inner = member.Value is null ? null : Matcher(member.Value, scope);
                    return new Matcher.At(key, member.Binding is null ? -1 : HopsTo(member.Binding, scope), inner, At(pattern))
                    {
                        Escape = Math.Min(key.Escape, inner?.Escape ?? Node.Contained),
                    };
                }));
        }
    }

    private static Matcher.All All(IEnumerable<Matcher> parts)
    {
        var all = parts.ToArray();
        return new Matcher.All(all) { Escape = all.Min(p => p.Escape) };
    }

    private static int HopsTo(string name, Scope scope)
    {
        var at = scope;
        while (at is not Scope.Variable variable || variable.Name != name)
        {
            at = at.Outer!;
        }

        return scope.Depth - at.Depth;
    }

    private int At(Pattern pattern) => _callOffset >= 0 ? _callOffset : pattern.Offset;
}
