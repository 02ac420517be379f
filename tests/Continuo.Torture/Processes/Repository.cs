namespace Continuo.Torture.Processes;

/// <summary>Where the program under test is.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>The command line as it was built beside these tests.</summary>
    public static string Program { get; } =
        Path.Combine(Root, "artifacts", "bin", "Continuo.Cli", Path.GetFileName(Path.GetDirectoryName(AppContext.BaseDirectory))!, "continuo");

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Continuo.slnx")))
        {
            folder = folder.Parent!;
        }

        return folder.FullName;
    }
}
