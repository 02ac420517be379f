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

    /// <summary>Whether calls are made by stand-ins.</summary>
    public bool CallsAreStubbed { get; init; }

    public async Task<LoadResult> Load(string text, CancellationToken cancellation)
    {
        // Few definitions need anything, and the means to fetch it take their time to come about.
        var known = ExternalDocuments.None with { CallsMayFetch = true, CallsAreStubbed = CallsAreStubbed };
        var loaded = WorkflowLoader.Load(text, known);
        if (loaded.Missing.IsEmpty)
        {
            return loaded;
        }

        try
        {
            // Here and now nothing is deployed: a document that cannot be had is the error of the call that needs it.
            return await host.GetRequiredService<DefinitionLoader>().Load(text, known, _origin, cancellation);
        }
        catch (HostingException refused)
        {
            throw new CliException(ExitCode.Invalid, refused.Message);
        }
    }
}
