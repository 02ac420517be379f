namespace Continuo.Journal.Sqlite.Files;

/// <summary>Space that is held for the day the disk is full, so that cancels and completions still get through then.</summary>
internal sealed class Ballast(string folder, long bytes)
{
    private readonly string _path = Path.Combine(folder, "continuo.ballast");

    /// <summary>The disk was full and the space was given up: nothing new is started until it is back.</summary>
    public bool IsGivenUp { get; private set; }

    /// <returns>Whether there was anything to give.</returns>
    public bool GiveUp()
    {
        if (!File.Exists(_path))
        {
            return false;
        }

        File.Delete(_path);
        IsGivenUp = true;
        return true;
    }

    /// <summary>Takes the space (again) if the disk has that much and as much again.</summary>
    public void TakeIfThereIsRoom()
    {
        if (bytes == 0 || (!IsGivenUp && File.Exists(_path)) || new DriveInfo(folder).AvailableFreeSpace < 2 * bytes)
        {
            return;
        }

        try
        {
            // Preallocated, not sparse: a hole in a file frees nothing.
            using var file = new FileStream(_path, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, PreallocationSize = bytes });
            file.SetLength(bytes);
            IsGivenUp = false;
        }
        catch (IOException)
        {
            // Somebody else took the space meanwhile: the next checkpoint looks again.
        }
    }
}
