namespace Continuo.Cli.Tests.Processes;

/// <summary>A folder of definitions that is deleted in the end.</summary>
public abstract class DefinitionFolder : IDisposable
{
    protected string Folder { get; } = Directory.CreateTempSubdirectory("continuo-cli-tests-").FullName;

    public void Dispose()
    {
        Directory.Delete(Folder, true);
        GC.SuppressFinalize(this);
    }

    protected string Write(string name, string text)
    {
        var path = Path.Combine(Folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    protected static string Definition(string name, string tasks, string more = "") => $$"""
        document: { dsl: '1.0.3', namespace: tests, name: {{name}}, version: '1.0.0' }
        {{more}}
        do:
        {{tasks}}
        """;
}
