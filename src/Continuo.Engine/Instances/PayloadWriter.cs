using System.Collections.Immutable;
using Continuo.Workflows.Json;

namespace Continuo.Engine.Instances;

/// <summary>The payloads of what one <see cref="FactWriter"/> writes: those it mentions, and those the store does not have yet.</summary>
internal sealed class PayloadWriter
{
    private readonly List<(int Offset, PayloadEntry Entry)> _mentions = [];
    private readonly List<Payload> _new = [];

    /// <summary>The instance's; null writes everything inline.</summary>
    public PayloadTable? Table { get; set; }

    /// <summary>Whether a large value that the store does not have becomes a payload. Who only measures must not: what is new has to be given to the store.</summary>
    public bool Adds { get; init; } = true;

    public IReadOnlyList<Payload> New => _new;

    /// <summary>Bytes of <see cref="New"/>.</summary>
    public long NewBytes { get; private set; }

    /// <summary>All that a reader needs, each once.</summary>
    public ImmutableArray<PayloadEntry> Mentioned => _mentions.Count == 0 ? [] : PayloadEntry.Closure(_mentions.Select(mention => mention.Entry));

    public void Clear()
    {
        _mentions.Clear();
        _new.Clear();
        NewBytes = 0;
        Table = null;
    }

    /// <summary>Writes the hash instead of the value if this very value is a payload.</summary>
    public bool TryMention(FactWriter writer, JsonValue value)
    {
        if (Table?.Find(value) is not { } entry)
        {
            return false;
        }

        Mention(writer, entry);
        return true;
    }

    /// <summary>Replaces the value that was just written whole by the hash of what was written. It must not depend on the state.</summary>
    public void Cut(FactWriter writer, JsonValue value, FactMark start)
    {
        var content = writer.Written[start.Length..];
        var hash = PayloadHash.Of(content);
        if (Table!.Find(hash) is not { } entry)
        {
            entry = Table.Add(hash, content.Length, PayloadEntry.Closure(_mentions.SkipWhile(mention => mention.Offset < start.Length).Select(mention => mention.Entry)));
            _new.Add(new Payload(hash, content.ToArray()));
            NewBytes += content.Length;
        }

        Table.Name(value, entry);
        writer.Rewind(start);
        Mention(writer, entry);
    }

    /// <summary>Forgets what was mentioned from there on.</summary>
    public void Rewind(int offset)
    {
        while (_mentions.Count > 0 && _mentions[^1].Offset >= offset)
        {
            _mentions.RemoveAt(_mentions.Count - 1);
        }
    }

    private void Mention(FactWriter writer, PayloadEntry entry)
    {
        _mentions.Add((writer.Length, entry));
        writer.Newer(ValueTag.Payload);
        writer.Hash(entry.Hash);
    }
}
