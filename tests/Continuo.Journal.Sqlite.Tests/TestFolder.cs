namespace Continuo.Journal.Sqlite.Tests;

/// <summary>A data folder that is gone after the test.</summary>
internal sealed class TestFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("continuo-journal-").FullName;

    public string Database => System.IO.Path.Combine(Path, "continuo.db");

    /// <summary>Without the lock file and ballast, so that two can open it and many tests can run.</summary>
    public SqliteJournalOptions Options => new() { Folder = Path, UseLockFile = false, BallastBytes = 0 };

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
