using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Continuo.Workflows.Json;

namespace Continuo.Engine.Instances;

/// <summary>What an instance in memory knows of its payloads: which the store has (or will have with commits under way), and which values they are.</summary>
/// <remarks>
/// Not part of the state: without it a payload is given to the store again, which keeps the one it has. Nothing is ever taken from the store while the
/// instance is there, so an entry stays true; it goes with the instance when a commit is refused or a turn breaks. Values are held weakly.
/// </remarks>
internal sealed class PayloadTable
{
    // Made when they are needed: most instances have no payload.
    private Dictionary<PayloadHash, PayloadEntry>? _stored;
    private ConditionalWeakTable<object, PayloadEntry>? _values;
    private Dictionary<PayloadHash, Supplied>? _supplied;
    private List<PayloadEntry>? _reading;

    public PayloadEntry? Find(JsonValue value) =>
        _values is { } values && ReferenceOf(value) is { } reference && values.TryGetValue(reference, out var entry) ? entry : null;

    public PayloadEntry? Find(PayloadHash hash) => _stored?.GetValueOrDefault(hash);

    public PayloadEntry Add(PayloadHash hash, int length, ImmutableArray<PayloadEntry> nested)
    {
        var entry = new PayloadEntry(hash, length, nested);
        (_stored ??= []).Add(hash, entry);
        return entry;
    }

    /// <summary>Remembers that this very value has this payload, so that it is not encoded again to find out.</summary>
    public void Name(JsonValue value, PayloadEntry entry)
    {
        if (ReferenceOf(value) is { } reference)
        {
            (_values ??= []).AddOrUpdate(reference, entry);
        }
    }

    /// <summary>Forgets all but these: whoever makes one of the others again has it written again.</summary>
    public void Keep(ImmutableArray<PayloadEntry> entries)
    {
        if (_stored?.Count > entries.Length)
        {
            _stored = entries.ToDictionary(entry => entry.Hash);
        }
    }

    /// <summary>The contents that can be read from now on; what was read of them before is shared.</summary>
    public void Supply(ImmutableArray<Payload> payloads)
    {
        var before = _supplied;
        _supplied = null;
        foreach (var payload in payloads)
        {
            (_supplied ??= new(payloads.Length))[payload.Hash] = before?.GetValueOrDefault(payload.Hash) ?? new Supplied(payload.Bytes);
        }
    }

    public JsonValue Read(PayloadHash hash, InstanceState state)
    {
        if (_supplied?.GetValueOrDefault(hash) is not { } supplied)
        {
            throw new InvalidDataException($"The journal refers to the payload {hash} of '{state.Id}', which the store did not give.");
        }

        _reading ??= [];
        if (supplied.Entry is not { } entry)
        {
            var outer = _reading.Count;
            var reader = new FactReader(supplied.Bytes.Span);
            supplied.Value = ValueCodec.Read(ref reader, state);
            if (!reader.AtEnd)
            {
                throw new InvalidDataException($"The payload {hash} of '{state.Id}' has bytes after its value.");
            }

            var nested = PayloadEntry.Closure(_reading.Skip(outer));
            _reading.RemoveRange(outer, _reading.Count - outer);
            supplied.Entry = entry = Find(hash) ?? Add(hash, supplied.Bytes.Length, nested);
            Name(supplied.Value, entry);
        }

        _reading.Add(entry);
        return supplied.Value;
    }

    /// <summary>A fact or a snapshot is read: what it named is of no interest any more.</summary>
    public void EndRead() => _reading?.Clear();

    private static object? ReferenceOf(JsonValue value) => (object?)value.AsArray ?? (object?)value.AsObject ?? value.AsString;

    private sealed class Supplied(ReadOnlyMemory<byte> bytes)
    {
        public ReadOnlyMemory<byte> Bytes => bytes;

        public JsonValue Value { get; set; }

        public PayloadEntry? Entry { get; set; }
    }
}

/// <param name="Hash">Its name.</param>
/// <param name="Length">Bytes of its content, without those of other payloads in it.</param>
/// <param name="Nested">All payloads within it, at any depth.</param>
internal sealed record PayloadEntry(PayloadHash Hash, int Length, ImmutableArray<PayloadEntry> Nested)
{
    /// <summary>These and all within them, each once.</summary>
    public static ImmutableArray<PayloadEntry> Closure(IEnumerable<PayloadEntry> entries)
    {
        HashSet<PayloadHash>? seen = null;
        ImmutableArray<PayloadEntry>.Builder? found = null;
        foreach (var entry in entries)
        {
            Take(entry);
            foreach (var nested in entry.Nested)
            {
                Take(nested);
            }
        }

        return found?.ToImmutable() ?? [];

        void Take(PayloadEntry entry)
        {
            if ((seen ??= []).Add(entry.Hash))
            {
                (found ??= ImmutableArray.CreateBuilder<PayloadEntry>()).Add(entry);
            }
        }
    }
}
