using System.Globalization;
using Continuo.Workflows.Documents.Syntax;
using Continuo.Workflows.Expressions;
using Continuo.Workflows.Validation;

namespace Continuo.Workflows.Documents.Parsing;

/// <summary>Durations and timeouts.</summary>
internal sealed class DurationReader(LoadContext context, ExpressionReader expressions)
{
    private static readonly (string Name, long Milliseconds)[] s_units =
        [("days", 86_400_000), ("hours", 3_600_000), ("minutes", 60_000), ("seconds", 1_000), ("milliseconds", 1)];

    public DurationTemplate? Read(SourceNode? node, string what, Scope scope, Stage stage)
    {
        switch (node)
        {
            case null:
                return null;
            case SourceMap map:
                return ReadObject(map, what);
            case SourceScalar { Json.IsString: true } text when ExpressionReader.TryFind(text.Text, out var program):
                return new DurationTemplate(null, expressions.Compile(text, program, scope, stage) ?? expressions.Placeholder);
            case SourceScalar { Json.IsString: true } text:
                if (IsoDuration.TryParse(text.Text, out var constant))
                {
                    return new DurationTemplate(constant, null);
                }

                context.Diagnostics.Add(DiagnosticCodes.BadDuration, node, $"{Fields.Capital(what)} is not a duration: '{text.Text}'.", Advice(text.Text));
                return null;
            default:
                Fields.WrongType(context, node, what, "a duration", "Write an object such as {seconds: 30}, or a text such as PT30S.");
                return null;
        }
    }

    /// <summary><c>timeout</c>: an object with <c>after</c>, or a name in <c>use.timeouts</c>.</summary>
    public DurationTemplate? ReadTimeout(SourceNode? node, Scope scope, Stage stage)
    {
        if (node is SourceScalar { Json.IsString: true } name)
        {
            return References.Find(context, name, "timeout", "use.timeouts", context.Use.Timeouts);
        }

        if (node is null || Fields.Of(context, node, "'timeout'") is not { } fields)
        {
            return null;
        }

        var after = Read(fields.Required("after"), "'after'", scope, stage);
        fields.Close();
        return after;
    }

    private DurationTemplate? ReadObject(SourceMap map, string what)
    {
        var fields = new Fields(context, map, what);
        var sum = 0d;
        foreach (var (name, milliseconds) in s_units)
        {
            sum += (fields.Integer(name, least: 0) ?? 0) * (double)milliseconds;
        }

        fields.Close(key => key is "weeks" or "months" or "years" ? $"The language has no '{key}' here; use days, or an ISO 8601 text such as P2W." : null);
        if (map.Members.Count == 0)
        {
            context.Diagnostics.Add(DiagnosticCodes.BadDuration, map, $"{Fields.Capital(what)} is an empty duration.", "Give at least one of days, hours, minutes, seconds, milliseconds.");
            return null;
        }

        if (sum > IsoDuration.Longest.TotalMilliseconds)
        {
            context.Diagnostics.Add(DiagnosticCodes.BadDuration, map, $"{Fields.Capital(what)} is longer than 1,000 years.");
            return null;
        }

        return new DurationTemplate(TimeSpan.FromMilliseconds(sum), null);
    }

    private static string Advice(string text)
    {
        if (IsoDuration.TryParse(text.ToUpperInvariant(), out _))
        {
            return $"Its letters are capitals: {text.ToUpperInvariant()}.";
        }

        if (text.Length > 1 && double.TryParse(text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _) && text[^1] is 's' or 'm' or 'h')
        {
            return $"Write PT{text.ToUpperInvariant()}.";
        }

        return "Write an ISO 8601 duration such as PT30S or P1DT12H, or an object such as {seconds: 30}.";
    }
}
