using Continuo.Cli.CommandLine;
using Continuo.Server;
using Continuo.Services.Documents;
using Continuo.Workflows.Documents;
using Microsoft.Extensions.DependencyInjection;

namespace Continuo.Cli.Running;

/// <summary>Loads definitions of a folder, with what they need from elsewhere.</summary>
internal sealed class LocalDocuments(IServiceProvider host, string file)
{
    private readonly DocumentOrigin _origin = OriginOf(file);

    /// <summary>The folder of a workflow file; of the standard input, the working directory.</summary>
    public static DocumentOrigin OriginOf(string file) => file == "-" ? new DocumentOrigin(Directory.GetCurrentDirectory(), null) : DocumentOrigin.Of(file);

    public async Task<LoadResult> Load(string text, CancellationToken cancellation)
    {
        // Few definitions need anything, and the means to fetch it take their time to come about.
        var loaded = WorkflowLoader.Load(text);
        if (loaded.Missing.IsEmpty)
        {
            return loaded;
        }

        try
        {
            return await host.GetRequiredService<DefinitionLoader>().Load(text, _origin, cancellation);
        }
        catch (HostingException refused)
        {
            throw new CliException(ExitCode.Invalid, refused.Message);
        }
    }
}
