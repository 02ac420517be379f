namespace Continuo.Architecture.Tests;

internal static class Source
{
    public static string Root { get; } = FindRoot();

    public static string[] Projects { get; } = [.. Directory.EnumerateFiles(Path.Combine(Root, "src"), "*.csproj", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    public static IEnumerable<string> Files(string folder) => Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories);

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Continuo.slnx")))
        {
            folder = folder.Parent;
        }

        return folder.FullName;
    }
}
