using Continuo.Runtime;
using Continuo.Server.Secrets;
using Microsoft.Extensions.Logging;

namespace Continuo.Server.Hosting;

/// <summary>Builds the node from what the host was told.</summary>
internal sealed class NodeFactory(ContinuoOptions options, IHttpClientFactory clients, TimeProvider time, ILoggerFactory loggers)
{
    public Node Create()
    {
        Directory.CreateDirectory(options.DataDirectory);
        _ = (SecretTable.Read(options), clients, time, loggers);
        return new Node();
    }
}
