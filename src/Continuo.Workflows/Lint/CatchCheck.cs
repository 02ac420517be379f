using Continuo.Workflows.Documents;
using Continuo.Workflows.Expressions;
using Continuo.Workflows.Validation;

namespace Continuo.Workflows.Lint;

/// <summary>Handlers of errors that cannot come.</summary>
internal sealed class CatchCheck(WorkflowDefinition definition, DiagnosticBag diagnostics)
{
    public void Run()
    {
        foreach (var attempt in definition.Nodes.OfType<TryTask>())
        {
            var errors = new PossibleErrors();
            if (!errors.AddList(attempt.Body))
            {
                continue;
            }

            if (errors.Types.Count == 0)
            {
                Say(attempt, $"Nothing in '{attempt.Name}' can fail: its 'catch' is never used.", "Remove the 'try'.");
            }
            else if (Wanted(attempt.Catch, "type")?.AsString is { } type && !errors.Types.Any(error => error.Type == type))
            {
                Say(attempt, $"Nothing in '{attempt.Name}' raises '{type}'.", Remedy(type, errors));
            }
            else if (Wanted(attempt.Catch, "status") is { IsNumber: true } status && errors.Types.All(error => error.Status is { } raised && raised != status.Number))
            {
                Say(attempt, $"Nothing in '{attempt.Name}' raises an error with the status {status}.", null);
            }
        }
    }

    private static string Remedy(string type, PossibleErrors errors)
    {
        var names = errors.Types.Select(error => error.Type).OfType<string>().Distinct().Order(StringComparer.Ordinal).ToList();
        return Suggestion.For(type, names) ?? $"Its errors are {string.Join(", ", names)}.";
    }

    private void Say(TryTask attempt, string message, string? remedy) =>
        diagnostics.Add(DiagnosticCodes.CatchNeverMatches, attempt.Position, attempt.Pointer, message, remedy);

    private static Json.JsonValue? Wanted(CatchClause handler, string member) =>
        handler.With.Where(with => with.Key == member).Select(with => with.Value).FirstOrDefault() is ValueTemplate.Literal literal ? literal.Value : (Json.JsonValue?)null;
}
