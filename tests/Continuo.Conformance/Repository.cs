namespace Continuo.Conformance;

/// <summary>Where the public suites are, beside the repository.</summary>
internal static class Repository
{
    /// <summary>A folder of the data shared by the workplace; null when it is not there.</summary>
    public static string? Shared(params string[] path) =>
        Root is { } root && Path.Combine([root, "..", "shared", .. path]) is var shared && Directory.Exists(shared) ? shared : null;

    /// <summary>The repository; null when the tests run elsewhere.</summary>
    public static string? Root { get; } = FindRoot();

    private static string? FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Continuo.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName;
    }
}
