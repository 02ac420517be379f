namespace Continuo.Samples.Tests;

/// <summary>Where the files of this repository are.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string Samples => Path.Combine(Root, "samples");

    /// <summary>The program of a sample service, in the configuration of these tests.</summary>
    public static string Program(string name)
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)).Name;
        return Path.Combine(Root, "artifacts", "bin", name, configuration, OperatingSystem.IsWindows() ? name + ".exe" : name);
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Continuo.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException("Continuo.slnx is in no folder above the tests.");
    }
}
