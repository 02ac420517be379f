using System.Globalization;
using Continuo.Runtime.Journaling;

namespace Continuo.Journal.Sqlite.Files;

/// <summary>Gives a second process a clear answer. It protects nothing: the fence does.</summary>
internal sealed class LockFile : IDisposable
{
    private readonly FileStream _held;

    private LockFile(FileStream held) => _held = held;

    public static LockFile Take(string folder)
    {
        var path = Path.Combine(folder, "continuo.lock");
        try
        {
            var held = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            held.SetLength(0);
            held.Write(System.Text.Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
            held.Flush();
            return new(held);
        }
        catch (IOException problem) when (problem is not (DirectoryNotFoundException or FileNotFoundException) && File.Exists(path))
        {
            throw new JournalUnavailableException(
                $"Another continuo process (pid {Holder(path)}) has this store open: '{folder}'. Stop it first, talk to it instead, or choose another data folder.", problem);
        }
    }

    /// <summary>The file stays: removing it would let two processes hold two files of one name.</summary>
    public void Dispose() => _held.Dispose();

    private static string Holder(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(file);
            return reader.ReadToEnd() is { Length: > 0 } pid ? pid : "unknown";
        }
        catch (IOException)
        {
            return "unknown";
        }
    }
}
