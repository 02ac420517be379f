using System.Text;
using Continuo.Services.Registry;

namespace Continuo.Services.Documents;

/// <summary>Reads documents from the folders that are allowed.</summary>
internal static class DocumentFiles
{
    private static readonly UTF8Encoding s_strictUtf8 = new(false, true);

    /// <exception cref="DocumentException">The file is not there, not text, too large, or not in one of the folders, links followed.</exception>
    public static async Task<string> Read(string path, IReadOnlyCollection<string> folders, int limit, CancellationToken cancellation)
    {
        try
        {
            var real = File.Exists(path) ? new FileInfo(path).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? path : path;
            if (!folders.Any(root => IsBelow(path, root)) || !folders.Any(root => IsBelow(real, root)))
            {
                throw new DocumentException(
                    folders.Count == 0
                        ? $"files are not read here. Allow folders with {ServicesOptions.Section}:DocumentFolders (--documents)."
                        : $"files are read only below {string.Join(" and ", folders)}. Allow other folders with {ServicesOptions.Section}:DocumentFolders (--documents).",
                    isDenied: true);
            }

            var file = new FileInfo(real);
            return !file.Exists ? throw new DocumentException(Directory.Exists(real) ? "it is a directory." : "there is no such file.")
                : file.Length > limit ? throw TooLarge(limit)
                : Text(await File.ReadAllBytesAsync(real, cancellation));
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new DocumentException($"it cannot be read: {problem.Message}");
        }
    }

    /// <exception cref="DocumentException">It is not UTF-8.</exception>
    public static string Text(byte[] bytes)
    {
        try
        {
            var text = s_strictUtf8.GetString(bytes);
            return text.StartsWith('\uFEFF') ? text[1..] : text;
        }
        catch (DecoderFallbackException)
        {
            throw new DocumentException("it is not UTF-8.");
        }
    }

    public static DocumentException TooLarge(int limit) => new($"it has more than {(limit >= 1 << 20 ? $"{limit >> 20} MiB" : $"{limit} bytes")}.", isTooLarge: true);

    private static bool IsBelow(string path, string folder)
    {
        var root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)) + Path.DirectorySeparatorChar;
        return path.StartsWith(root, StringComparison.Ordinal);
    }
}
