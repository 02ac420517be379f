using System.CommandLine;
using Continuo.Cli.CommandLine;
using Continuo.Server.Archives;
using Continuo.Workflows.Json;

namespace Continuo.Cli.Remote;

/// <summary>An archive in place of a server.</summary>
internal static class ArchiveOption
{
    public static Option<string> Create() => new("--archive") { Description = "Read from the folder that 'serve --archive' wrote, without a server.", HelpName = "DIR" };

    /// <exception cref="CliException">It is not there.</exception>
    public static JsonValue Find(string folder, string id) => ArchiveFolder.Find(Checked(folder), id) ?? throw Missing(folder, id);

    /// <inheritdoc cref="Find"/>
    public static IEnumerable<JsonValue> History(string folder, string id) =>
        ArchiveFolder.Find(Checked(folder), id) is null ? throw Missing(folder, id) : ArchiveFolder.History(folder, id);

    private static string Checked(string folder) =>
        Directory.Exists(folder) ? folder : throw new CliException(ExitCode.NotFound, $"--archive: there is no folder '{folder}'.", "Name the folder that 'continuo serve --archive' was given.");

    private static CliException Missing(string folder, string id) =>
        new(ExitCode.NotFound, $"There is no instance '{id}' in the archive '{folder}'.", "It may not have been deleted yet: ask the server.");
}
