using System.Collections.Concurrent;
using Continuo.Engine.Shards;

namespace Continuo.Runtime.Driving;

/// <summary>Commands whose answer somebody in this process waits for.</summary>
/// <remarks>Thread-safe. Ids are a random prefix and a counter: unique among processes, and cheap.</remarks>
internal sealed class ReplyTable(Guid seed)
{
    private readonly ConcurrentDictionary<CommandId, Pending> _pending = new();
    private readonly byte[] _prefix = seed.ToByteArray();
    private long _last;
    private volatile CommandResult? _closed;

    public int Count => _pending.Count;

    public CommandId NextId()
    {
        Span<byte> bytes = stackalloc byte[16];
        _prefix.CopyTo(bytes);
        BitConverter.TryWriteBytes(bytes[8..], Interlocked.Increment(ref _last));
        return new CommandId(new Guid(bytes));
    }

    public (CommandId Id, Task<CommandResult> Reply) Open(ShardId shard)
    {
        var id = NextId();
        return (id, Open(id, shard));
    }

    /// <summary>Waits for the answer to a command that came from elsewhere. One that came twice has one answer.</summary>
    public Task<CommandResult> Open(CommandId id, ShardId shard)
    {
        var reply = _pending.GetOrAdd(id, static (_, to) => new Pending(to), shard);

        // Whoever closes the table first closes and then looks, here it is the other way round: one of the two meets the other.
        Interlocked.MemoryBarrier();
        if (_closed is { } closed)
        {
            Complete(id, closed);
        }

        return reply.Task;
    }

    /// <summary>False when nobody waits (any more).</summary>
    public bool Complete(CommandId id, CommandResult result) => _pending.TryRemove(id, out var reply) && reply.TrySetResult(result);

    public void Forget(CommandId id) => _pending.TryRemove(id, out _);

    /// <summary>Nobody will answer any more: those who wait and those who still come have this answer.</summary>
    public void Close(CommandResult result)
    {
        _closed = result;
        Interlocked.MemoryBarrier();
        CompleteAll(result);
    }

    /// <summary>A shard is here no more, or is another incarnation: it answers nothing of what it was asked.</summary>
    public void Complete(ShardId shard, CommandResult result)
    {
        foreach (var (id, reply) in _pending)
        {
            if (reply.Shard == shard)
            {
                Complete(id, result);
            }
        }
    }

    private void CompleteAll(CommandResult result)
    {
        foreach (var id in _pending.Keys)
        {
            Complete(id, result);
        }
    }

    private sealed class Pending(ShardId shard) : TaskCompletionSource<CommandResult>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public ShardId Shard { get; } = shard;
    }
}
