using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;
using Xunit;

namespace Continuo.Testing;

/// <summary>After every fact: folding the decoded fact into the decoded state gives the live state. Drift of codec or fold, and hidden state, end here.</summary>
internal sealed class ReplayChecker : IFactObserver
{
    private readonly Dictionary<PayloadHash, Payload> _payloads = [];
    private InstanceState? _before;

    /// <summary>Facts checked so far.</summary>
    public int Checked { get; private set; }

    public void Before(InstanceState state) => _before = StateCodec.Decode(state.Id, StateCodec.Encode(state));

    /// <summary>Payloads that a snapshot brought.</summary>
    public void Learn(IEnumerable<Payload> payloads)
    {
        foreach (var payload in payloads)
        {
            _payloads.TryAdd(payload.Hash, payload);
        }
    }

    public void After(InstanceState state, ReadOnlySpan<byte> encoded, IReadOnlyList<Payload> payloads)
    {
        Learn(payloads);
        _before!.Supply([.. _payloads.Values]);
        var reader = new FactReader(encoded);
        var fact = FactDecoder.Read(ref reader, _before);
        Assert.True(reader.AtEnd, $"{fact.GetType().Name}: bytes are left after it");
        Fold.Apply(_before, fact);
        var replayed = StateCodec.Encode(_before, canonical: true);
        var live = StateCodec.Encode(state, canonical: true);
        Assert.True(live.AsSpan().SequenceEqual(replayed), $"{fact}: the replayed state differs from the live one");
        Checked++;
    }
}
