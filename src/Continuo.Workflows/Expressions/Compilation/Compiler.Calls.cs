using Continuo.Workflows.Expressions.Builtins;
using Continuo.Workflows.Expressions.Evaluation;
using Continuo.Workflows.Expressions.Syntax;

namespace Continuo.Workflows.Expressions.Compilation;

internal sealed partial class Compiler
{
    private Node Call(Term.Call call, Scope scope)
    {
        for (var at = scope; at is not null; at = at.Outer)
        {
            switch (at)
            {
                case Scope.Function function when function.Definition.Name == call.Name && function.Definition.Parameters.Length == call.Arguments.Length:
                    return CallFunction(function, call, scope);
                case Scope.Parameter parameter when parameter.Name == call.Name && call.Arguments.IsEmpty:
                    return new ClosureNode(scope.Depth - parameter.Depth)
                    {
                        Cardinality = parameter.Cardinality,
                        Escape = parameter.MayEscape ? 0 : Node.Contained,
                    };
                case Scope.Variable { IsParameter: true } value when value.Name == call.Name && call.Arguments.IsEmpty:
                    return new VariableNode(scope.Depth - value.Depth);
            }
        }

        return CallBuiltin(call, scope);
    }

    private Node CallBuiltin(Term.Call call, Scope scope)
    {
        var key = $"{call.Name}/{call.Arguments.Length}";
        if (Macros.Find(key) is { } macro)
        {
            return macro(call.Arguments.Select(a => Compile(a, scope)).ToArray(), At(call));
        }

        if (Library.FindNative(key) is { } native)
        {
            return new BuiltinNode(native, [.. call.Arguments.Select(a => Compile(a, scope))]) { Offset = At(call) };
        }

        if (Library.FindDefinition(key) is { } definition)
        {
            return CallLibrary(key, definition, call, scope);
        }

        if (Library.WhyRefused(call.Name) is { } reason)
        {
            throw new JqCompileException($"{key} is not available: {reason}", At(call));
        }

        throw new JqCompileException($"{key} is not defined{Suggest(call, scope)}", At(call));
    }

    private CallNode CallLibrary(string key, Definition definition, Term.Call call, Scope scope)
    {
        // Compiled for each place that calls it, so that an error in it shows that place.
        var outer = _callOffset;
        var offset = At(call);
        var arguments = call.Arguments.Select(a => Compile(a, scope)).ToArray();
        _callOffset = offset;
        try
        {
            var name = $"{key}@{offset}";
            if (!_library.TryGetValue(name, out var function))
            {
                _library[name] = function = new Scope.Function(definition, _top) { IsLibrary = true };
            }

            return CallFunction(function, arguments, scope);
        }
        finally
        {
            _callOffset = outer;
        }
    }

    private CallNode CallFunction(Scope.Function function, Term.Call call, Scope scope) =>
        CallFunction(function, call.Arguments.Select(a => Compile(a, scope)).ToArray(), scope);

    private CallNode CallFunction(Scope.Function function, Node[] arguments, Scope scope)
    {
        var parameters = function.Definition.Parameters;
        var kinds = string.Concat(arguments.Select((a, i) => parameters[i].IsValue ? 'v' : Kind(a)));
        if (!function.Compiled.TryGetValue(kinds, out var compiled))
        {
            compiled = new Function();
            function.Compiled.Add(kinds, compiled);
            CompileBody(function, compiled, arguments);
        }
        else
        {
            compiled.IsReferred = true;
        }

        return new CallNode(compiled, [.. arguments.Select((a, i) => (a, parameters[i].IsValue))], scope.Depth - function.Depth);
    }

    private static char Kind(Node argument) =>
        argument.Escape != Node.Contained ? 'e' : argument.Cardinality switch { Cardinality.One => '1', Cardinality.Optional => '?', _ => '*' };

    /// <summary>Recursive calls need to know what is known only afterwards: assume the best, and compile again when it was too good.</summary>
    private void CompileBody(Scope.Function function, Function compiled, Node[] arguments)
    {
        compiled.Cardinality = Cardinality.One;
        while (true)
        {
            compiled.IsReferred = false;
            Scope scope = function;
            for (var i = 0; i < arguments.Length; i++)
            {
                var (name, isValue) = function.Definition.Parameters[i];
                scope = isValue
                    ? new Scope.Variable(name, scope) { IsParameter = true }
                    : new Scope.Parameter(name, scope, arguments[i].Cardinality, arguments[i].Escape != Node.Contained);
            }

            compiled.Body = Compile(function.Definition.Body, scope);
            var (cardinality, escape) = (compiled.Body.Cardinality, compiled.Body.Escape);
            var isSettled = !compiled.IsReferred || (cardinality <= compiled.Cardinality && escape >= compiled.Escape);
            compiled.Cardinality = (Cardinality)Math.Max((byte)cardinality, compiled.IsReferred ? (byte)compiled.Cardinality : 0);
            compiled.Escape = Math.Min(escape, compiled.IsReferred ? compiled.Escape : Node.Contained);
            if (isSettled)
            {
                return;
            }
        }
    }

    private static string Suggest(Term.Call call, Scope scope)
    {
        var names = new List<string>(Library.Names);
        for (var at = scope; at is not null; at = at.Outer)
        {
            if (at is Scope.Function function)
            {
                names.Add($"{function.Definition.Name}/{function.Definition.Parameters.Length}");
            }
        }

        var arities = names.Where(n => n.StartsWith(call.Name + "/", StringComparison.Ordinal)).Select(n => n[(call.Name.Length + 1)..]).Distinct().ToArray();
        if (arities.Length > 0)
        {
            return $": {call.Name} takes {string.Join(" or ", arities.Order())} arguments, separated by ';'";
        }

        return Suggestion.For(call.Name, names.Select(n => n[..n.IndexOf('/', StringComparison.Ordinal)]), "");
    }
}
