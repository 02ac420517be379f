using System.Collections.Concurrent;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Documents.Grammar;
using Continuo.Workflows.Schemas;

namespace Continuo.Testing;

/// <summary>Whatever a test loads without a complaint must be right by the published grammar, too.</summary>
public static class GrammarChecker
{
    private static readonly JsonSchema s_grammar = JsonSchema.Compile(WorkflowGrammar.Schema);
    private static readonly ConcurrentDictionary<DefinitionHash, string> s_checked = new();

    public static JsonSchema Grammar => s_grammar;

    public static LoadResult Checked(this LoadResult loaded)
    {
        // What is ignored with a warning is not part of the grammar.
        if (loaded.Definition is { } definition && !loaded.Diagnostics.Any(d => d.Code.StartsWith("CW04", StringComparison.Ordinal)))
        {
            var problem = s_checked.GetOrAdd(definition.Hash, _ => string.Join('\n', s_grammar.Validate(definition.Document).Take(5)));
            if (problem.Length > 0)
            {
                throw new InvalidOperationException($"The loader takes what the grammar refuses: {problem}");
            }
        }

        return loaded;
    }
}
