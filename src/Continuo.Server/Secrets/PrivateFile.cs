namespace Continuo.Server.Secrets;

/// <summary>A file for its owner alone, replaced as a whole: whoever reads sees what was there before or what is there now.</summary>
internal static class PrivateFile
{
    public static void Write(string path, ReadOnlySpan<byte> bytes)
    {
        var made = $"{path}.{Environment.ProcessId}.tmp";
        var how = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            how.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var file = new FileStream(made, how))
        {
            file.Write(bytes);
            file.Flush(flushToDisk: true);
        }

        File.Move(made, path, overwrite: true);
    }
}
