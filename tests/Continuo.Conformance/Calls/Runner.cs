using Continuo.Cli.Output;
using Continuo.Cli.Running;
using Continuo.Processes;
using Continuo.Workflows.Json;

namespace Continuo.Conformance.Calls;

/// <summary>Runs a file by what <c>continuo run FILE -o json</c> runs it by, in this process.</summary>
internal static class Runner
{
    public static async Task<(int Code, JsonValue Report, string Notes)> Run(string file, JsonObject row, IReadOnlyDictionary<string, Uri> services, CancellationToken cancellation)
    {
        using var output = new StringWriter();
        using var notes = new StringWriter();
        var settings = new RunSettings
        {
            File = file,
            Input = row["given"],
            Secrets = row["secrets"].AsObject ?? JsonObject.Empty,
            Events = [.. row["events"].AsArray ?? JsonArray.Empty],
            Timeout = TimeSpan.FromSeconds(row["within"].IsNull ? 30 : row["within"].Number),
            Services = services,
            Catalog = row["catalog"].AsString is { } catalog ? Path.Combine(Path.GetDirectoryName(file)!, catalog) : null,
            Allowed = (row["allow"].AsString ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries).Aggregate(AllowedProcesses.None, (all, kind) => all | Enum.Parse<AllowedProcesses>(kind, true)),
            IsJson = true,
        };
        var code = await LocalRun.Execute(settings, new Terminal(output, notes, isTerminal: false), cancellation);
        return (code, JsonValue.Parse(output.ToString()), notes.ToString());
    }
}
