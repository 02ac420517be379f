using System.Collections.Immutable;
using Continuo.Workflows.Expressions.Syntax;

namespace Continuo.Workflows.Lint.Typing;

/// <summary>What the builtins give.</summary>
internal sealed partial class TermTypes
{
    private DataType Call(Term.Call call, DataType input, ImmutableDictionary<string, DataType> variables)
    {
        var items = input.IsList ? input.Item : DataType.Any;
        switch (call.Name, call.Arguments.Length)
        {
            case ("not" or "any" or "all", 0):
                return DataType.Boolean;
            case ("any" or "all", 1):
                Infer(call.Arguments[0], items, variables);
                return DataType.Boolean;
            case ("has" or "contains" or "inside" or "startswith" or "endswith" or "test" or "in", _):
                return DataType.Boolean;
            case ("length" or "tonumber" or "now" or "floor" or "ceil" or "round" or "sqrt" or "utf8bytelength" or "abs", 0):
                return DataType.Number;
            case ("tostring" or "tojson" or "ascii_downcase" or "ascii_upcase" or "ltrimstr" or "rtrimstr" or "trim" or "type" or "todate" or "todateiso8601" or "join", _):
                return DataType.Text;
            case ("keys" or "keys_unsorted", 0):
                return DataType.ArrayOf(DataType.Any);
            case ("split", 1):
                return DataType.ArrayOf(DataType.Text);
            case ("map", 1):
                return DataType.ArrayOf(Infer(call.Arguments[0], items, variables));
            case ("select", 1):
                Infer(call.Arguments[0], input, variables);
                return input;
            case ("sort" or "unique" or "reverse", 0):
                return input.IsList ? input : DataType.Any;
            case ("sort_by" or "unique_by", 1):
                Infer(call.Arguments[0], items, variables);
                return input.IsList ? input : DataType.Any;
            case ("min_by" or "max_by", 1):
                Infer(call.Arguments[0], items, variables);
                return items.OrNull();
            case ("group_by", 1):
                Infer(call.Arguments[0], items, variables);
                return DataType.ArrayOf(DataType.ArrayOf(items));
            case ("first" or "last", 0):
                return items.OrNull();
            case ("empty", 0) or ("error", _):
                return DataType.Nothing;
            default:
                return DataType.Any;
        }
    }

    /// <summary>The programs inside a text.</summary>
    private void Descend(Term term, DataType input, ImmutableDictionary<string, DataType> variables)
    {
        foreach (var part in term is Term.Template template ? template.Parts : [])
        {
            Infer(part, input, variables);
        }
    }
}
