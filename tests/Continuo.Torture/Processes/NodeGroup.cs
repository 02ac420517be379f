using Continuo.Client;

namespace Continuo.Torture.Processes;

/// <summary>Nodes of one store. Requests go round among those that nobody has killed, whether they answer or not.</summary>
internal sealed class NodeGroup(IReadOnlyList<RestartedServer> nodes) : IServers
{
    private int _turn;

    public ContinuoClient Client
    {
        get
        {
            var up = nodes.Where(node => node.Up.IsCompleted).ToList();
            return (up.Count == 0 ? nodes[0] : up[(int)((uint)Interlocked.Increment(ref _turn) % (uint)up.Count)]).Client;
        }
    }

    public Task Up => Task.WhenAny(nodes.Select(node => node.Up));

    public async ValueTask DisposeAsync()
    {
        foreach (var node in nodes)
        {
            await node.DisposeAsync();
        }
    }
}
