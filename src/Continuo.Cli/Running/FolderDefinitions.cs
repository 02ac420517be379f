using System.Collections.Immutable;
using Continuo.Workflows.Documents;

namespace Continuo.Cli.Running;

/// <summary>The sub-workflows of a definition, found among the files beside it.</summary>
internal static class FolderDefinitions
{
    // A folder of definitions is small; one that is not is somebody's home directory.
    private const int MostFiles = 1_000;
    private const int MostBytes = 1 << 20;

    /// <summary>Every definition that <paramref name="root"/> may run, directly or through another. Files that are no valid definition are passed over.</summary>
    public static async Task<ImmutableArray<WorkflowDefinition>> Reachable(WorkflowDefinition root, string file, LocalDocuments documents, CancellationToken cancellation)
    {
        var wanted = Wanted(root).ToHashSet();
        if (wanted.Count == 0)
        {
            return [];
        }

        var beside = (await Load(file, root, documents, cancellation)).ToLookup(definition => definition.Name);
        var found = new Dictionary<DefinitionHash, WorkflowDefinition>();
        var open = new Queue<WorkflowName>(wanted);
        while (open.TryDequeue(out var name))
        {
            foreach (var definition in beside[name].Where(definition => found.TryAdd(definition.Hash, definition)))
            {
                foreach (var further in Wanted(definition).Where(wanted.Add))
                {
                    open.Enqueue(further);
                }
            }
        }

        return [.. found.Values];
    }

    private static IEnumerable<WorkflowName> Wanted(WorkflowDefinition definition) =>
        definition.Nodes.OfType<RunWorkflowTask>().Select(task => task.Workflow);

    private static async Task<List<WorkflowDefinition>> Load(string file, WorkflowDefinition root, LocalDocuments documents, CancellationToken cancellation)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        var own = Path.GetFullPath(file);
        var files = Directory.EnumerateFiles(folder)
            .Where(path => path != own && Path.GetExtension(path) is ".yaml" or ".yml" or ".json")
            .Order(StringComparer.Ordinal)
            .Take(MostFiles);
        var found = new List<WorkflowDefinition>();
        foreach (var path in files)
        {
            if (Read(path) is { } text && (await documents.Load(text, cancellation)).Definition is { } definition && (definition.Name, definition.Version) != (root.Name, root.Version))
            {
                found.Add(definition);
            }
        }

        return found;
    }

    private static string? Read(string path)
    {
        try
        {
            if (new FileInfo(path).Length > MostBytes)
            {
                return null;
            }

            // Cheaper than parsing what is plainly something else.
            var text = File.ReadAllText(path);
            return text.Contains("document", StringComparison.Ordinal) ? text : null;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
