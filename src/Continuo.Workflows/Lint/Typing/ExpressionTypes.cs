using System.Collections.Immutable;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Expressions;
using Continuo.Workflows.Expressions.Syntax;
using Continuo.Workflows.Validation;

namespace Continuo.Workflows.Lint.Typing;

/// <summary>What the expressions of a document give, and a word where that cannot be meant.</summary>
/// <param name="source">The document's text.</param>
/// <param name="diagnostics">What was found.</param>
internal sealed class ExpressionTypes(string source, DiagnosticBag diagnostics)
{
    private readonly HashSet<(TextPosition, string)> _said = [];
    private readonly string[] _lines = source.Split('\n');

    /// <summary>Where the expression being looked at stands.</summary>
    public string Pointer { get; set; } = "";

    public DataType Infer(RuntimeExpression expression, DataType input, ImmutableDictionary<string, DataType> variables)
    {
        // Only jq is understood here; a document may speak another language.
        if (expression.Program is not JqProgram)
        {
            return DataType.Any;
        }

        var types = new TermTypes((offset, message, remedy) => Say(DiagnosticCodes.UnknownDataProperty, At(expression, offset), message, remedy));
        return types.Infer(Parser.Parse(expression.Source), input, variables);
    }

    public DataType Infer(ValueTemplate? template, DataType input, ImmutableDictionary<string, DataType> variables)
    {
        switch (template)
        {
            case null:
                return input;
            case ValueTemplate.Literal literal:
                return DataType.Of(literal.Value);
            case ValueTemplate.Computed computed:
                return Infer(computed.Expression, input, variables);
            case ValueTemplate.Members members:
                return new DataType(DataKinds.Object)
                {
                    Members = members.Of.Aggregate(ImmutableDictionary<string, DataType>.Empty, (known, member) => known.SetItem(member.Key, Infer(member.Value, input, variables))),
                    IsClosed = true,
                };
            case ValueTemplate.Items items:
                return DataType.ArrayOf(items.Of.Aggregate(DataType.Nothing, (known, item) => known.Or(Infer(item, input, variables))));
            default:
                return DataType.Any;
        }
    }

    public void Condition(RuntimeExpression? expression, DataType input, ImmutableDictionary<string, DataType> variables)
    {
        if (expression is null)
        {
            return;
        }

        var type = Infer(expression, input, variables);
        if (type.Kinds != DataKinds.None && !type.CanBe(DataKinds.Null | DataKinds.Boolean))
        {
            Say(DiagnosticCodes.UnfitValue, expression.Position, $"This condition always holds: it gives {Words(type)}.", "Compare it with something.");
        }
    }

    public void Duration(DurationTemplate? duration, DataType input, ImmutableDictionary<string, DataType> variables)
    {
        if (duration?.Expression is not { } expression)
        {
            return;
        }

        var type = Infer(expression, input, variables);
        if (type.Kinds != DataKinds.None && !type.CanBe(DataKinds.Text))
        {
            Say(DiagnosticCodes.UnfitValue, expression.Position, $"A duration is a text such as PT30S; this gives {Words(type)}.", "Make a text of it: ${ \"PT\\(.seconds)S\" }.");
        }
    }

    /// <summary>What a loop goes over; the type of its items.</summary>
    public DataType Collection(ValueTemplate? template, TextPosition position, DataType input, ImmutableDictionary<string, DataType> variables)
    {
        var type = Infer(template, input, variables);
        if (type.Kinds != DataKinds.None && !type.CanBe(DataKinds.Array))
        {
            var at = template is ValueTemplate.Computed computed ? computed.Expression.Position : position;
            Say(DiagnosticCodes.UnfitValue, at, $"'in' needs a list; this gives {Words(type)}.", type.CanBe(DataKinds.Object) ? "Write '[.[]]' for the values of an object, or 'to_entries'." : null);
        }

        return type.IsList ? type.Item : DataType.Any;
    }

    public void Endpoint(EndpointTemplate? endpoint, TextPosition position, DataType input, ImmutableDictionary<string, DataType> variables)
    {
        if (endpoint?.Expression is { } expression)
        {
            Infer(expression, input, variables);
        }

        foreach (var part in endpoint?.Template?.Parts.Where(part => part.IsVariable) ?? [])
        {
            if (!input.Members.ContainsKey(part.Text) && (input.IsClosed || Suggestion.Nearest(part.Text, input.Members.Keys) is not null))
            {
                Say(DiagnosticCodes.UnknownDataProperty, position, $"The endpoint names '{{{part.Text}}}', which is no property of the task's input.", Suggestion.For(part.Text, input.Members.Keys));
            }
        }
    }

    private void Say(DiagnosticCode code, TextPosition at, string message, string? remedy)
    {
        if (_said.Add((at, message)))
        {
            diagnostics.Add(code, at, Pointer, message, remedy);
        }
    }

    /// <summary>A place in a program, found again in the text.</summary>
    private TextPosition At(RuntimeExpression expression, int offset)
    {
        var before = expression.Source.AsSpan(0, Math.Min(offset, expression.Source.Length));
        var breaks = before.Count('\n');
        if (breaks == 0)
        {
            return expression.Position with { Column = expression.Position.Column + offset };
        }

        // Further lines of a block are indented by more than the program is.
        var line = expression.Source.Split('\n')[breaks];
        var number = expression.Position.Line + breaks;
        var indent = number <= _lines.Length ? _lines[number - 1].IndexOf(line.Trim(), StringComparison.Ordinal) : -1;
        return indent < 0 ? new TextPosition(number, 1) : new TextPosition(number, indent + 1 + before.Length - before.LastIndexOf('\n') - 1 - (line.Length - line.TrimStart().Length));
    }

    private static string Words(DataType type)
    {
        var words = new List<string>(6);
        foreach (var (kind, word) in (ReadOnlySpan<(DataKinds, string)>)
            [(DataKinds.Null, "null"), (DataKinds.Boolean, "a boolean"), (DataKinds.Number, "a number"), (DataKinds.Text, "a text"), (DataKinds.Array, "a list"), (DataKinds.Object, "an object")])
        {
            if (type.CanBe(kind))
            {
                words.Add(word);
            }
        }

        return string.Join(" or ", words);
    }
}
