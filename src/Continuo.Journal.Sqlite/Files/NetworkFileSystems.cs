using Continuo.Runtime.Journaling;

namespace Continuo.Journal.Sqlite.Files;

/// <summary>SQLite's locks and its shared memory do not hold over a network; a store there would be lost, not slow.</summary>
internal static class NetworkFileSystems
{
    private const string Mounts = "/proc/mounts";

    public static void Refuse(string folder)
    {
        if (Find(folder) is { } type)
        {
            throw new JournalUnavailableException($"The data folder '{folder}' is on a network file system ({type}), where SQLite's locks do not hold. Choose a folder on a local disk.");
        }
    }

    /// <returns>The type of the network file system that the folder is on; null when it is on none.</returns>
    public static string? Find(string folder) =>
        File.Exists(Mounts) && TypeOf(Path.GetFullPath(folder), File.ReadAllText(Mounts)) is { } type && IsNetwork(type) ? type : null;

    /// <summary>The type of the mount with the longest path around <paramref name="folder"/>; of equal ones the last, which hides the others.</summary>
    public static string? TypeOf(string folder, string mounts)
    {
        var (length, type) = (-1, (string?)null);
        foreach (var line in mounts.Split('\n'))
        {
            var fields = line.Split(' ');
            if (fields.Length < 3)
            {
                continue;
            }

            var point = fields[1].Replace("\\040", " ", StringComparison.Ordinal);
            var isAround = point == "/" || folder == point || folder.StartsWith(point + "/", StringComparison.Ordinal);
            if (isAround && point.Length >= length)
            {
                (length, type) = (point.Length, fields[2]);
            }
        }

        return type;
    }

    public static bool IsNetwork(string type) =>
        type is "nfs" or "nfs4" or "cifs" or "smb3" or "smbfs" or "afs" or "ceph" or "glusterfs" or "9p" or "fuse" || type.StartsWith("fuse.", StringComparison.Ordinal);
}
