using System.Collections.Concurrent;
using Continuo.Engine.Shards;

namespace Continuo.Runtime.Driving;

/// <summary>Commands whose answer somebody in this process waits for.</summary>
/// <remarks>Thread-safe. Ids are a random prefix and a counter: unique among processes, and cheap.</remarks>
internal sealed class ReplyTable(Guid seed)
{
    private readonly ConcurrentDictionary<CommandId, TaskCompletionSource<CommandResult>> _pending = new();
    private readonly byte[] _prefix = seed.ToByteArray();
    private long _last;

    public int Count => _pending.Count;

    public (CommandId Id, Task<CommandResult> Reply) Open()
    {
        Span<byte> bytes = stackalloc byte[16];
        _prefix.CopyTo(bytes);
        BitConverter.TryWriteBytes(bytes[8..], Interlocked.Increment(ref _last));
        var id = new CommandId(new Guid(bytes));
        var reply = new TaskCompletionSource<CommandResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        _pending[id] = reply;
        return (id, reply.Task);
    }

    /// <summary>False when nobody waits (any more).</summary>
    public bool Complete(CommandId id, CommandResult result) => _pending.TryRemove(id, out var reply) && reply.TrySetResult(result);

    public void Forget(CommandId id) => _pending.TryRemove(id, out _);

    public void CompleteAll(CommandResult result)
    {
        foreach (var id in _pending.Keys)
        {
            Complete(id, result);
        }
    }
}
