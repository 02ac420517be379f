using Continuo.Workflows.Documents;
using Xunit;

namespace Continuo.Workflows.Tests.Documents;

/// <summary>The language's own examples, which lie beside the project and not in it.</summary>
internal static class SharedSpec
{
    /// <summary>The folder <paramref name="name"/> of the specification; skips the test when it is missing.</summary>
    public static string Folder(string name)
    {
        var folder = Find("../shared/spec/" + name);
        Assert.SkipWhen(folder is null, $"../shared/spec/{name} is missing");
        return folder!;
    }

    /// <summary>The definition with every document that it needs, each a function that sets nothing of note.</summary>
    public static LoadResult Load(string text)
    {
        var documents = WorkflowLoader.Load(text).Missing.Aggregate(ExternalDocuments.None, (known, missing) => known.With(missing.Key, "set: {a: 1}\n"));
        return WorkflowLoader.Load(text, documents);
    }

    /// <summary>A path relative to the project's root, or null when there is none.</summary>
    public static string? Find(string path)
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "Continuo.slnx")))
            {
                var found = Path.GetFullPath(Path.Combine(at.FullName, path));
                return Directory.Exists(found) || File.Exists(found) ? found : null;
            }
        }

        return null;
    }

    public static IEnumerable<(string Name, string Text)> Files(string folder, string pattern = "*.yaml") =>
        Directory.EnumerateFiles(Folder(folder), pattern).Order(StringComparer.Ordinal).Select(path => (Path.GetFileName(path), File.ReadAllText(path)));
}
