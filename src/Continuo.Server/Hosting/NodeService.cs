using Continuo.Runtime;
using Continuo.Server.Access;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Continuo.Server.Hosting;

/// <summary>Runs the node with the host: started before the first request is taken, drained after the last is answered.</summary>
internal sealed partial class NodeService(Node node, ContinuoOptions options, AccessGuard guard, AccessToken token, IHostApplicationLifetime lifetime, ILogger<NodeService> logger)
    : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await node.Start(cancellationToken);
        _ = Watch();
    }

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        if (guard.NeedsToken && token.IsNew)
        {
            LogToken(token.Value, Path.Combine(options.DataDirectory, AccessToken.FileName));
        }

        return Task.CompletedTask;
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => node.Drain(options.DrainPatience);

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task Watch()
    {
        var why = await node.Stopped;
        if (!lifetime.ApplicationStopping.IsCancellationRequested)
        {
            LogStopped(why);
            Environment.ExitCode = 1;
            lifetime.StopApplication();
        }
    }

    [LoggerMessage(EventId = 3010, Level = LogLevel.Warning, Message = "The server is bound to more than the loopback interface, so it demands a token. This is said once: {Token} (kept in {Path})")]
    private partial void LogToken(string token, string path);

    [LoggerMessage(EventId = 3011, Level = LogLevel.Critical, Message = "The node stopped by itself: {Why}")]
    private partial void LogStopped(string why);
}
