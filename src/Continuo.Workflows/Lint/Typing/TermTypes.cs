using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Continuo.Workflows.Expressions.Syntax;
using Continuo.Workflows.Json;
using Continuo.Workflows.Validation;

namespace Continuo.Workflows.Lint.Typing;

/// <summary>What a jq program gives for an input of a known type, and which properties it asks for in vain.</summary>
/// <param name="report">Told the place of a property that is not there, what is wrong, and what was meant.</param>
internal sealed partial class TermTypes(Action<int, string, string?> report)
{
    // Where a program says itself that something may be missing, only what cannot be there is worth a word.
    private int _lenient;

    public DataType Infer(Term term, DataType input, ImmutableDictionary<string, DataType> variables)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            return DataType.Any;
        }

        switch (term)
        {
            case Term.Identity:
                return input;
            case Term.Literal literal:
                return DataType.Of(literal.Value);
            case Term.Variable variable:
                return variables.GetValueOrDefault(variable.Name, DataType.Any);
            case Term.Format or Term.Template:
                Descend(term, input, variables);
                return DataType.Text;
            case Term.Index index:
                return Member(index, Infer(index.Target, input, variables), input, variables);
            case Term.Slice slice:
                return Infer(slice.Target, input, variables) is var sliced && sliced.CanBe(DataKinds.Object) ? DataType.Any : sliced;
            case Term.Iterate iterate:
                return Infer(iterate.Target, input, variables) is { IsList: true } array ? array.Item : DataType.Any;
            case Term.ArrayOf list:
                return DataType.ArrayOf(list.Body is null ? DataType.Nothing : Infer(list.Body, input, variables));
            case Term.ObjectOf made:
                return Made(made, input, variables);
            case Term.Negate negate:
                Infer(negate.Body, input, variables);
                return DataType.Number;
            case Term.Pipe pipe:
                return Infer(pipe.Right, Infer(pipe.Left, input, variables), variables);
            case Term.Comma comma:
                return Infer(comma.Left, input, variables).Or(Infer(comma.Right, input, variables));
            case Term.Binary binary:
                return Operation(binary, input, variables);
            case Term.Try attempt:
                return Attempt(attempt, input, variables);
            case Term.If choice:
                Infer(choice.Condition, input, variables);
                return Infer(choice.Then, input, variables).Or(choice.Else is null ? input : Infer(choice.Else, input, variables));
            case Term.Bind bind:
                return Infer(bind.Body, input, Bind(bind.Patterns, Infer(bind.Source, input, variables), variables));
            case Term.Call call:
                return Call(call, input, variables);
            default:
                // What a program defines itself, and what it gathers in a loop, is not followed.
                return DataType.Any;
        }
    }

    private DataType Member(Term.Index index, DataType target, DataType input, ImmutableDictionary<string, DataType> variables)
    {
        if (index.Key is not Term.Literal { Value: { IsString: true } name })
        {
            return Infer(index.Key, input, variables).Kinds == DataKinds.Number && target.IsList ? target.Item.OrNull() : DataType.Any;
        }

        if (target.Members.TryGetValue(name.String, out var known))
        {
            return target.CanBe(DataKinds.Null) ? known.OrNull() : known;
        }

        var near = Suggestion.Nearest(name.String, target.Members.Keys.Order(StringComparer.Ordinal));
        if (target.IsClosed)
        {
            var names = string.Join(", ", target.Members.Keys.Order(StringComparer.Ordinal));
            report(index.Offset, $"There is no property '{name.String}' here.", near is not null ? $"Did you mean '{near}'?" : names.Length > 0 ? $"Known are {names}." : null);
            return DataType.Null;
        }

        if (near is not null && _lenient == 0)
        {
            report(index.Offset, $"No property '{name.String}' is known here.", $"Did you mean '{near}'?");
        }

        return DataType.Any;
    }

    private DataType Made(Term.ObjectOf made, DataType input, ImmutableDictionary<string, DataType> variables)
    {
        var members = ImmutableDictionary.CreateBuilder<string, DataType>(StringComparer.Ordinal);
        var isClosed = true;
        foreach (var (key, value) in made.Members)
        {
            var type = Infer(value, input, variables);
            if (key is Term.Literal { Value: { IsString: true } name })
            {
                members[name.String] = type;
            }
            else
            {
                isClosed = false;
            }
        }

        return new DataType(DataKinds.Object) { Members = members.ToImmutable(), IsClosed = isClosed };
    }

    private DataType Operation(Term.Binary binary, DataType input, ImmutableDictionary<string, DataType> variables)
    {
        switch (binary.Operator)
        {
            case "==" or "!=" or "<" or "<=" or ">" or ">=" or "and" or "or":
                Infer(binary.Left, input, variables);
                Infer(binary.Right, input, variables);
                return DataType.Boolean;
            case "//":
                _lenient++;
                var first = Infer(binary.Left, input, variables);
                _lenient--;
                return (first with { Kinds = first.Kinds & ~DataKinds.Null }).Or(Infer(binary.Right, input, variables));
            case "+" or "-" or "*" or "/" or "%":
                return Sum(binary.Operator, Infer(binary.Left, input, variables), Infer(binary.Right, input, variables));
            default:
                // An assignment makes what it names, so the left side may name what is not there.
                Infer(binary.Right, binary.Operator == "|=" ? DataType.Any : input, variables);
                return DataType.Any;
        }
    }

    private static DataType Sum(string operation, DataType left, DataType right)
    {
        if (left.Kinds == DataKinds.Number && right.Kinds == DataKinds.Number)
        {
            return DataType.Number;
        }

        if (operation == "+" && left.Kinds == DataKinds.Text && right.Kinds == DataKinds.Text)
        {
            return DataType.Text;
        }

        if (operation == "+" && left is { Kinds: DataKinds.Object, IsClosed: true } && right is { Kinds: DataKinds.Object, IsClosed: true })
        {
            return left with { Members = left.Members.SetItems(right.Members) };
        }

        return DataType.Any;
    }

    private DataType Attempt(Term.Try attempt, DataType input, ImmutableDictionary<string, DataType> variables)
    {
        _lenient++;
        var body = Infer(attempt.Body, input, variables);
        _lenient--;
        return attempt.Catch is null ? body.OrNull() : body.Or(Infer(attempt.Catch, DataType.Any, variables));
    }

    private static ImmutableDictionary<string, DataType> Bind(ImmutableArray<Pattern> patterns, DataType source, ImmutableDictionary<string, DataType> variables)
    {
        if (patterns is [Pattern.Variable only])
        {
            return variables.SetItem(only.Name, source);
        }

        // What destructuring binds is not followed; its names must not keep what they meant outside.
        return patterns.SelectMany(Names).Aggregate(variables, (known, name) => known.SetItem(name, DataType.Any));
    }

    private static IEnumerable<string> Names(Pattern? pattern) => pattern switch
    {
        Pattern.Variable variable => [variable.Name],
        Pattern.Items items => items.Of.SelectMany(Names),
        Pattern.Members members => members.Of.SelectMany(member => Names(member.Value).Concat(member.Binding is null ? [] : [member.Binding])),
        _ => [],
    };
}
