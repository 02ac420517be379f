namespace Continuo.Samples.Tests;

/// <summary>A ledger file that is gone after the test.</summary>
internal sealed class TemporaryLedger : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("continuo-ledger-");

    public string Path => System.IO.Path.Combine(_folder.FullName, "ledger.jsonl");

    public void Dispose() => _folder.Delete(recursive: true);
}
