using System.CommandLine;

namespace Continuo.Cli.CommandLine;

/// <summary><c>--secrets-dir</c>: a folder with a file for each secret.</summary>
internal static class SecretsFolderOption
{
    public static Option<string> Create() => new("--secrets-dir")
    {
        Description = "A folder with a file for each secret, named like it.",
        HelpName = "DIR",
    };
}
