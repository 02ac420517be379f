using Continuo.Cli.CommandLine;

namespace Continuo.Cli.Demo;

/// <summary>Where the sample is, and a directory for what the demo writes.</summary>
internal sealed class DemoFiles : IDisposable
{
    private readonly bool _isTemporary;

    private DemoFiles(string root, string data, bool isTemporary)
    {
        Root = root;
        Data = data;
        _isTemporary = isTemporary;
    }

    /// <summary>The repository.</summary>
    public string Root { get; }

    public string Data { get; }

    public string Workflow => Path.Combine(Root, "samples", "orders", "order.yaml");

    public IEnumerable<string> Inputs => Directory.EnumerateFiles(Path.Combine(Root, "samples", "orders", "inputs"), "*.json").Order(StringComparer.Ordinal);

    public static DemoFiles Open(string? data)
    {
        var root = FindRoot() ?? throw new CliException(ExitCode.Failed, "The sample is not found.", "Run the demo by ./continuo demo orders in the repository.");
        if (data is null)
        {
            return new DemoFiles(root, Directory.CreateTempSubdirectory("continuo-demo-").FullName, true);
        }

        if (Directory.Exists(data) && Directory.EnumerateFileSystemEntries(data).Any())
        {
            throw new CliException(ExitCode.Invalid, $"--data: '{data}' is not empty.", "The demo begins afresh: name a directory that is new or empty.");
        }

        return new DemoFiles(root, Directory.CreateDirectory(data).FullName, false);
    }

    public void Dispose()
    {
        if (_isTemporary)
        {
            try
            {
                Directory.Delete(Data, true);
            }
            catch (IOException)
            {
                // The system empties its temporary directory itself.
            }
        }
    }

    private static string? FindRoot()
    {
        if (Environment.GetEnvironmentVariable("CONTINUO_ROOT") is { Length: > 0 } told && Directory.Exists(Path.Combine(told, "samples", "orders")))
        {
            return told;
        }

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (Directory.Exists(Path.Combine(folder.FullName, "samples", "orders")))
            {
                return folder.FullName;
            }
        }

        return null;
    }
}
