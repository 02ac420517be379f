using Continuo.Workflows.Json;
using Xunit;

namespace Continuo.Conformance.Calls;

/// <summary>The cases of the tables beside this file.</summary>
public abstract class CallCases(StandIn standIn, string table) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("continuo-case-").FullName;

    protected static TheoryData<string> Names(string table) => [.. CallCase.Read(table).Select(c => c.Name)];

    protected async Task Hold(string name)
    {
        var one = CallCase.Read(table).Single(c => c.Name == name);
        foreach (var (path, content) in one.Row["files"].AsObject ?? JsonObject.Empty)
        {
            var target = Path.Combine(_folder, path);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            await File.WriteAllTextAsync(target, content.AsString ?? content.ToString(), TestContext.Current.CancellationToken);
        }

        var file = Path.Combine(_folder, "main.yaml");
        var text = ((JsonValue)one.Workflow).ToString().Replace("\"GRPC_PORT\"", $"{standIn.GrpcPort}", StringComparison.Ordinal).Replace("FOLDER", _folder, StringComparison.Ordinal);
        await File.WriteAllTextAsync(file, text, TestContext.Current.CancellationToken);
        standIn.Expect(one.Row["answers"]);
        var services = new Dictionary<string, Uri> { ["stub"] = standIn.Address, ["other"] = standIn.Address, ["raw.githubusercontent.com"] = standIn.Address, ["gitlab.com"] = standIn.Address };

        var (_, report, notes) = await Runner.Run(file, one.Row, services, TestContext.Current.CancellationToken);

        Check.Holds(one.Row, report, notes, standIn);
    }

    public void Dispose()
    {
        Directory.Delete(_folder, true);
        GC.SuppressFinalize(this);
    }
}
