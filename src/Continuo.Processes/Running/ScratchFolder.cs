using System.Text;

namespace Continuo.Processes.Running;

/// <summary>A temporary folder of one process, for its owner only: an empty one to run in, and beside it what it needs.</summary>
internal sealed class ScratchFolder
{
    private ScratchFolder(string path) => Path = path;

    public string Path { get; }

    /// <summary>Where the process runs; empty.</summary>
    public string Work => System.IO.Path.Combine(Path, "work");

    public static ScratchFolder Create()
    {
        var folder = new ScratchFolder(Directory.CreateTempSubdirectory("continuo-process-").FullName);
        Directory.CreateDirectory(folder.Work);
        return folder;
    }

    /// <summary>Writes a file beside the working folder; gives its path.</summary>
    public string Write(string name, string text)
    {
        var path = System.IO.Path.Combine(Path, name);
        File.WriteAllText(path, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        return path;
    }

    public void Remove()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (Exception stuck) when (stuck is IOException or UnauthorizedAccessException)
        {
            // What was left behind still writes there; the system empties its temporary folder itself.
        }
    }
}
