using System.Text;
using Continuo.Workflows.Json;

namespace Continuo.Server.Secrets;

/// <summary>A folder with a file for each secret, as Kubernetes mounts them: the name is the file's, the value what it holds. A folder in it is a secret with members.</summary>
internal static class SecretFolder
{
    private const long LargestFile = 1 << 20;

    private static readonly UTF8Encoding s_strictUtf8 = new(false, true);

    /// <exception cref="HostingException">There is no such folder, or a file in it is no secret.</exception>
    public static IEnumerable<KeyValuePair<string, JsonValue>> Read(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new HostingException($"There is no folder of secrets '{folder}'. Give one that holds a file for each secret.");
        }

        return ReadFolder(folder);
    }

    private static IEnumerable<KeyValuePair<string, JsonValue>> ReadFolder(string folder)
    {
        // What begins with a dot is how Kubernetes swaps the files, not a secret.
        foreach (var path in Directory.EnumerateFileSystemEntries(folder).Where(path => !Path.GetFileName(path).StartsWith('.')).Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileName(path);
            if (Directory.Exists(path))
            {
                var members = new JsonObject.Builder();
                foreach (var (member, value) in ReadFolder(path))
                {
                    members.Set(member, value);
                }

                yield return new(name, members.Build());
            }
            else
            {
                yield return new(name, ReadFile(path));
            }
        }
    }

    private static JsonValue ReadFile(string path)
    {
        try
        {
            if (new FileInfo(path).Length > LargestFile)
            {
                throw new HostingException($"The secret '{path}' is larger than {LargestFile} bytes.");
            }

            var text = s_strictUtf8.GetString(File.ReadAllBytes(path));
            return SecretText.Read(text.EndsWith('\n') ? text[..^1].TrimEnd('\r') : text);
        }
        catch (DecoderFallbackException problem)
        {
            throw new HostingException($"The secret '{path}' is no text in UTF-8.", problem);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new HostingException($"The secret '{path}' cannot be read: {problem.Message}", problem);
        }
    }
}
