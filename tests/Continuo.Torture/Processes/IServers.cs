using Continuo.Client;

namespace Continuo.Torture.Processes;

/// <summary>What clients talk to: one server, or one of several.</summary>
internal interface IServers : IAsyncDisposable
{
    /// <summary>To be asked for with each request.</summary>
    ContinuoClient Client { get; }

    /// <summary>Completes when a server answers. Who only asks again and again takes from it the processor that it starts on.</summary>
    Task Up { get; }
}
