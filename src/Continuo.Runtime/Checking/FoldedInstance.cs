using System.Collections.Immutable;
using Continuo.Engine.Instances;
using Continuo.Engine.Shards;

namespace Continuo.Runtime.Checking;

/// <summary>An instance while its commits pass by: its row, and its state as far as they came.</summary>
internal sealed class FoldedInstance(InstanceRow row)
{
    private InstanceState? _state;
    private byte[]? _packed;

    public InstanceRow Row { get; } = row;

    public long LastPos { get; private set; }

    public long LastSeq { get; private set; }

    public DateTimeOffset LastAt { get; private set; }

    /// <summary>Something in its history was wrong, so that no state follows from it.</summary>
    public bool IsBroken { get; private set; }

    public bool IsUnpacked => _state is not null;

    public List<Subscription> Subscriptions { get; } = [];

    public InstanceState State => _state ??= _packed is { } packed ? StateCodec.Decode(Row.Id, packed) : new InstanceState(Row.Id);

    public void Passed(long pos, long seq, DateTimeOffset at) => (LastPos, LastSeq, LastAt) = (pos, seq, at);

    public void Break()
    {
        (IsBroken, _state, _packed) = (true, null, null);
    }

    public void Fold(ReadOnlySpan<byte> facts, ImmutableArray<Payload> payloads)
    {
        State.Supply(payloads);
        FactCodec.Fold(State, facts);
    }

    /// <summary>As bytes: there are more instances in a store than states in memory.</summary>
    public void Pack()
    {
        if (_state is { } state)
        {
            (_packed, _state) = (StateCodec.Encode(state), null);
        }
    }
}
