namespace Continuo.Journal.Sqlite.Files;

/// <summary>Space that is held for the day the disk is full, so that cancels and completions still get through then.</summary>
/// <remarks>A file without bytes says that the space was given up, also to the next process; a missing one was never taken.</remarks>
internal sealed class Ballast(SqliteJournalOptions options)
{
    private static readonly TimeSpan s_betweenLooks = TimeSpan.FromSeconds(5);

    private readonly string _path = Path.Combine(options.Folder, "continuo.ballast");
    private readonly long _bytes = options.BallastBytes;
    private long _lookedAt = options.Clock.GetTimestamp();

    /// <summary>The disk was full and the space was given up: nothing new is started until it is back.</summary>
    public bool IsGivenUp { get; private set; } = options.BallastBytes > 0 && new FileInfo(Path.Combine(options.Folder, "continuo.ballast")) is { Exists: true, Length: 0 };

    /// <returns>Whether there was anything to give.</returns>
    public bool GiveUp()
    {
        try
        {
            if (new FileInfo(_path) is not { Exists: true, Length: > 0 })
            {
                return false;
            }

            using var file = new FileStream(_path, FileMode.Open, FileAccess.Write);
            file.SetLength(0);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return false;
        }

        _lookedAt = options.Clock.GetTimestamp();
        return IsGivenUp = true;
    }

    /// <summary>As <see cref="TakeIfThereIsRoom"/>, now and then: when nothing runs, no checkpoint looks after it.</summary>
    public void LookForRoom()
    {
        if (IsGivenUp && options.Clock.GetElapsedTime(_lookedAt) >= s_betweenLooks)
        {
            _lookedAt = options.Clock.GetTimestamp();
            TakeIfThereIsRoom();
        }
    }

    /// <summary>Takes the space (again) if the disk has that much and as much again.</summary>
    public void TakeIfThereIsRoom()
    {
        if (_bytes == 0)
        {
            return;
        }

        try
        {
            if ((IsGivenUp || !File.Exists(_path)) && (options.FreeSpace?.Invoke() ?? new DriveInfo(options.Folder).AvailableFreeSpace) >= 2 * _bytes)
            {
                Take();
            }
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // Somebody else took the space meanwhile, or the right to it is missing: the next checkpoint looks again.
        }
    }

    private void Take()
    {
        // Beside the old one, for a file that cannot be filled is removed, and with it the word that space was given up.
        var taken = _path + ".new";

        // Preallocated, not sparse: a hole in a file frees nothing.
        using (var file = new FileStream(taken, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, PreallocationSize = _bytes }))
        {
            file.SetLength(_bytes);
        }

        File.Move(taken, _path, overwrite: true);
        IsGivenUp = false;
    }
}
