using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Continuo.Workflows.Documents.Syntax;
using Continuo.Workflows.Expressions;
using Continuo.Workflows.Expressions.JavaScript;
using Continuo.Workflows.Json;
using Continuo.Workflows.Validation;

namespace Continuo.Workflows.Documents.Parsing;

/// <summary>Finds the expressions of a document and compiles them.</summary>
internal sealed partial class ExpressionReader(LoadContext context)
{
    private RuntimeExpression? _placeholder;

    /// <summary>Stands where an expression is wrong, in a definition that will not be given out.</summary>
    public RuntimeExpression Placeholder => _placeholder ??= new RuntimeExpression(JqProgram.Compile("."), default);

    /// <summary>A field that is an expression by definition: <c>${ }</c> is allowed and not needed.</summary>
    public RuntimeExpression? Read(SourceNode? node, string what, Scope scope, Stage stage)
    {
        if (node is null)
        {
            return null;
        }

        if (node is SourceScalar scalar && node.Json.IsString)
        {
            return Compile(scalar, TryFind(scalar.Text, out var program) ? program : new Range(0, scalar.Text.Length), scope, stage);
        }

        var text = node is SourceScalar { Json.IsNull: false } literal ? $"Write '${{ {literal.Text} }}'." : null;
        Fields.WrongType(context, node, what, "an expression", text);
        return null;
    }

    /// <summary><c>from</c> and <c>as</c>: a text is always an expression, in an object only <c>${ }</c> is.</summary>
    public ValueTemplate? Shape(SourceNode? node, string what, Scope scope, Stage stage)
    {
        if (node is null or SourceMap)
        {
            return node is null ? null : Template(node, scope, stage);
        }

        return Read(node, what, scope, stage) is { } expression ? new ValueTemplate.Computed(expression) : null;
    }

    /// <summary>A value in which whole texts of the form <c>${ }</c> are expressions.</summary>
    public ValueTemplate Template(SourceNode node, Scope scope, Stage stage)
    {
        switch (node)
        {
            case SourceScalar { Json.IsString: true } text:
                return context.IsLoose ? Loose(text)
                    : TryFind(text.Text, out var program) && context.Language is not null ? new ValueTemplate.Computed(Compile(text, program, scope, stage) ?? Placeholder)
                    : Literal(text);
            case SourceList list:
                var items = list.Items.Select(item => Template(item, scope, stage)).ToImmutableArray();
                return items.All(item => item is ValueTemplate.Literal) ? new ValueTemplate.Literal(list.Json) : new ValueTemplate.Items(items);
            case SourceMap map:
                var members = map.Members.Select(m => KeyValuePair.Create(m.Key, Template(m.Value, scope, stage))).ToImmutableArray();
                return members.All(member => member.Value is ValueTemplate.Literal) ? new ValueTemplate.Literal(map.Json) : new ValueTemplate.Members(members);
            default:
                return new ValueTemplate.Literal(node.Json);
        }
    }

    /// <summary>A text for another program, in which <c>${</c> has a meaning of its own: an expression as a whole, or as it stands.</summary>
    public ValueTemplate Program(SourceNode node, Scope scope, Stage stage) =>
        node is SourceScalar { Json.IsString: true } text && TryFind(text.Text, out _) ? Template(node, scope, stage) : new ValueTemplate.Literal(node.Json);

    /// <summary>An object whose keys may be expressions too.</summary>
    public ValueTemplate Entries(SourceMap map, Scope scope, Stage stage)
    {
        if (!map.Members.Any(member => TryFind(member.Key, out _)))
        {
            return Template(map, scope, stage);
        }

        return new ValueTemplate.Entries([.. map.Members.Select(member => KeyValuePair.Create(Key(member, scope, stage), Template(member.Value, scope, stage)))]);
    }

    private ValueTemplate Key(SourceMember member, Scope scope, Stage stage) =>
        Program(new SourceScalar(member.Key, member.Key, ScalarForm.Plain, member.KeyPosition, -1), scope, stage);

    /// <summary>Whether <paramref name="text"/> as a whole is an expression; gives the program inside the first <c>${</c> and the last brace.</summary>
    public static bool TryFind(string text, out Range program)
    {
        var trimmed = text.AsSpan().Trim();
        program = default;
        if (trimmed.Length < 4 || !trimmed.StartsWith("${") || trimmed[^1] != '}')
        {
            return false;
        }

        var start = text.IndexOf("${", StringComparison.Ordinal) + 2;
        program = new Range(start, text.LastIndexOf('}'));
        return true;
    }

    /// <summary>In loose mode a text that is no expression, or fails as one, is a text: there is nothing to complain of.</summary>
    private ValueTemplate Loose(SourceScalar scalar)
    {
        var text = (TryFind(scalar.Text, out var range) ? scalar.Text[range] : scalar.Text).Trim();
        if (context.Language is null || text.Length is 0 or > DocumentLimits.Expression)
        {
            return new ValueTemplate.Literal(scalar.Json);
        }

        try
        {
            return new ValueTemplate.Loose(new RuntimeExpression(Compile(text), scalar.Position), scalar.Json);
        }
        catch (JqCompileException)
        {
            return new ValueTemplate.Literal(scalar.Json);
        }
    }

    private ExpressionProgram Compile(string program) => context.Language == "javascript" ? JavaScriptProgram.Compile(program) : JqProgram.Compile(program);

    private ValueTemplate.Literal Literal(SourceScalar scalar)
    {
        var text = scalar.Text;
        if (context.Language is not null && text.Contains("${", StringComparison.Ordinal))
        {
            context.Diagnostics.Add(DiagnosticCodes.EmbeddedExpression, scalar, "This text contains '${' and is not an expression as a whole: it stays as it is.", context.Language == "jq" ? "Write one expression: ${ \"Hello \\(.name)\" }." : "Write one expression: ${ `Hello ${$.name}` }.");
        }
        else if (context.Language == "jq" && LooksLikeExpression().IsMatch(text))
        {
            context.Diagnostics.Add(DiagnosticCodes.BareExpression, scalar, $"'{text}' is a text here, not an expression.", $"Write ${{ {text} }} if it is meant as one.");
        }

        return new ValueTemplate.Literal(scalar.Json);
    }

    public RuntimeExpression? Compile(SourceScalar scalar, Range range, Scope scope, Stage stage)
    {
        var (start, length) = range.GetOffsetAndLength(scalar.Text.Length);
        var program = scalar.Text.Substring(start, length);
        start += program.Length - program.TrimStart().Length;
        program = program.Trim();
        var position = ScalarPositions.Locate(context.Text, scalar, start);
        if (context.Language is null)
        {
            return Placeholder;
        }

        if (program.Length == 0)
        {
            context.Diagnostics.Add(DiagnosticCodes.ExpressionSyntax, position, scalar.Pointer, "The expression is empty.", context.Language == "jq" ? "Write '.' for the whole input." : "Write '$' for the whole input.");
            return null;
        }

        if (program.Length > DocumentLimits.Expression)
        {
            context.Diagnostics.Add(DiagnosticCodes.ExpressionTooLong, position, scalar.Pointer, $"The expression has more than {DocumentLimits.Expression:N0} characters.", "Split it, or move the work into a function.");
            return null;
        }

        try
        {
            var compiled = Compile(program);
            WarnOfVariables(compiled, scalar, position, scope, stage);
            return new RuntimeExpression(compiled, position);
        }
        catch (JqCompileException problem)
        {
            var at = ScalarPositions.Locate(context.Text, scalar, start + Math.Clamp(problem.Offset, 0, program.Length));
            context.Diagnostics.Add(DiagnosticCodes.ExpressionSyntax, at, scalar.Pointer, $"The expression does not compile: {problem.Message}");
            return null;
        }
    }

    private void WarnOfVariables(ExpressionProgram program, SourceScalar scalar, TextPosition position, Scope scope, Stage stage)
    {
        foreach (var name in program.Variables)
        {
            if (scope.Sees(name, stage))
            {
                continue;
            }

            var remedy = Scope.Arguments(Stage.Export).Contains(name)
                ? $"At this place there are {string.Join(", ", Scope.Arguments(stage).Where(v => v != "secret").Select(v => "$" + v))}."
                : Suggestion.For(name, [.. Scope.Arguments(stage), .. scope.Variables]);
            context.Diagnostics.Add(DiagnosticCodes.UnknownVariable, position, scalar.Pointer, $"The variable '${name}' is not in scope here.", remedy);
        }

        foreach (Match match in SecretAccess().Matches(program.Source))
        {
            var name = match.Groups[1].Value;
            if (!context.Use.Secrets.Contains(name))
            {
                context.Diagnostics.Add(DiagnosticCodes.SecretNotDeclared, position, scalar.Pointer, $"The secret '{name}' is not listed in use.secrets.", Suggestion.For(name, context.Use.Secrets) ?? "Add it there.");
            }
        }
    }

    [GeneratedRegex(@"^(\.[A-Za-z_]\w*|\$(context|input|output|secrets|task|workflow|runtime|error|item)\b)[\w.\[\]]*$")]
    private static partial Regex LooksLikeExpression();

    [GeneratedRegex(@"\$secrets?\.([A-Za-z_]\w*)")]
    private static partial Regex SecretAccess();
}
