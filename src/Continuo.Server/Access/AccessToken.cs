using System.Security.Cryptography;

namespace Continuo.Server.Access;

/// <summary>The token of this server: made once, kept in the data directory, readable by its owner alone.</summary>
internal sealed class AccessToken(ContinuoOptions options)
{
    public const string FileName = "token";

    private readonly Lazy<(string Value, bool IsNew)> _token = new(() => ReadOrMake(Path.Combine(options.DataDirectory, FileName)));

    public string Value => _token.Value.Value;

    /// <summary>Whether this process made it, so that it is told to the user once.</summary>
    public bool IsNew => _token.Value.IsNew;

    private static (string Value, bool IsNew) ReadOrMake(string path)
    {
        if (File.Exists(path))
        {
            var kept = File.ReadAllText(path).Trim();
            return kept.Length >= 16 ? (kept, false) : throw new HostingException($"{path} does not hold a token of at least 16 characters: delete it to have one made.");
        }

        var made = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var how = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            how.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var file = new StreamWriter(path, how);
        file.Write(made);
        return (made, true);
    }
}
