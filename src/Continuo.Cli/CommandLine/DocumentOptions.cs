using System.CommandLine;

namespace Continuo.Cli.CommandLine;

/// <summary>The options that say where documents that a definition needs may come from.</summary>
internal static class DocumentOptions
{
    public static Option<string?> Catalog() => new("--catalog") { Description = "The catalog that 'name:version@default' means: a folder or an address.", HelpName = "DIR|URL" };

    public static Option<string[]> Folders() => new("--documents") { Description = "A folder whose files definitions may refer to; may come several times.", HelpName = "DIR" };
}
