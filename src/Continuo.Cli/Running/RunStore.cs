namespace Continuo.Cli.Running;

/// <summary>The directory that a run keeps its store in; a temporary one is deleted in the end.</summary>
internal sealed class RunStore : IDisposable
{
    private RunStore(string directory, bool isTemporary)
    {
        Directory = directory;
        IsTemporary = isTemporary;
    }

    public string Directory { get; }

    public bool IsTemporary { get; }

    public static RunStore Open(string? directory) => directory is null
        ? new RunStore(System.IO.Directory.CreateTempSubdirectory("continuo-run-").FullName, true)
        : new RunStore(directory, false);

    public void Dispose()
    {
        if (!IsTemporary)
        {
            return;
        }

        try
        {
            System.IO.Directory.Delete(Directory, true);
        }
        catch (IOException)
        {
            // The system empties its temporary directory itself; the run has ended well.
        }
    }
}
