namespace Continuo.Conformance;

/// <summary>Where the public suites are, beside the repository.</summary>
internal static class Repository
{
    /// <summary>A folder of the data shared by the workplace; null when it is not there.</summary>
    public static string? Shared(params string[] path)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Continuo.slnx")))
            {
                var shared = Path.Combine([folder.FullName, "..", "shared", .. path]);
                return Directory.Exists(shared) ? shared : null;
            }
        }

        return null;
    }
}
