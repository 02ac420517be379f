namespace Continuo.Conformance;

/// <summary>Where the public suites are, beside the repository.</summary>
internal static class Repository
{
    /// <summary>The folder of the repository.</summary>
    public static string Root { get; } = Find();

    /// <summary>A folder of the data shared by the workplace; null when it is not there.</summary>
    public static string? Shared(params string[] path)
    {
        var shared = Path.Combine([Root, "..", "shared", .. path]);
        return Directory.Exists(shared) ? shared : null;
    }

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Continuo.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("The tests are not run from the repository.");
    }
}
