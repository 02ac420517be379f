using System.Text;
using System.Text.Json;

namespace Orders.Bookkeeping;

/// <summary>An append-only file of JSON lines, and the answers that it gives again.</summary>
/// <remarks>Thread-safe. An entry is on the disk before its answer leaves, so a killed service remembers everything that it ever answered.</remarks>
internal sealed class Ledger : IDisposable
{
    private readonly Lock _lock = new();
    private readonly FileStream _file;
    private readonly TimeProvider _time;
    private readonly IBook _book;
    private readonly List<LedgerEntry> _entries = [];
    private readonly Dictionary<string, LedgerEntry> _byKey = new(StringComparer.Ordinal);
    private long _repeats;

    public Ledger(string path, IBook book, TimeProvider time)
    {
        _book = book;
        _time = time;
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        _file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        ReadBack();
    }

    /// <summary>Applies a request that is new, answers one that is known as before, and refuses a known key with another request.</summary>
    /// <param name="key">The caller's idempotency key.</param>
    /// <param name="request">The fingerprint of the request.</param>
    /// <param name="decide">What to do, given the number of the entry that it will become. Runs alone, at most once for each key whose answer is final.</param>
    public (int Status, string? Answer, bool IsNew) Once(string key, string request, Func<long, Decision> decide)
    {
        lock (_lock)
        {
            if (_byKey.TryGetValue(key, out var known))
            {
                if (known.Request != request)
                {
                    var misuse = Decision.Refused(StatusCodes.Status422UnprocessableEntity, "key-reused", "Key used for another request", $"The key {key} belongs to another request.");
                    return (misuse.Status, misuse.Answer?.ToJsonString(), false);
                }

                _repeats++;
                return (known.Status, known.Answer?.ToJsonString(), false);
            }

            var n = _entries.Count + 1;
            var decision = decide(n);
            if (decision.IsFinal)
            {
                Append(new LedgerEntry(n, _time.GetUtcNow(), key, request, decision.Action, decision.Data, decision.Status, decision.Answer));
            }

            return (decision.Status, decision.Answer?.ToJsonString(), true);
        }
    }

    /// <summary>The whole ledger as a document.</summary>
    public string Print()
    {
        lock (_lock)
        {
            return JsonSerializer.Serialize(new { summary = _book.Summary(), repeats = _repeats, entries = _entries }, JsonSerializerOptions.Web);
        }
    }

    public void Dispose() => _file.Dispose();

    private void Append(LedgerEntry entry)
    {
        _file.Write(JsonSerializer.SerializeToUtf8Bytes(entry, JsonSerializerOptions.Web));
        _file.WriteByte((byte)'\n');
        _file.Flush(flushToDisk: true);
        Take(entry);
    }

    private void Take(LedgerEntry entry)
    {
        _entries.Add(entry);
        _byKey.Add(entry.Key, entry);
        _book.Apply(entry);
    }

    private void ReadBack()
    {
        using var reader = new StreamReader(_file, Encoding.UTF8, leaveOpen: true);
        var text = reader.ReadToEnd();

        // A line without an end was being written when the service was killed, and nobody has its answer.
        var whole = text.LastIndexOf('\n') + 1;
        foreach (var line in text[..whole].Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            Take(JsonSerializer.Deserialize<LedgerEntry>(line, JsonSerializerOptions.Web)!);
        }

        _file.SetLength(Encoding.UTF8.GetByteCount(text.AsSpan(0, whole)));
        _file.Position = _file.Length;
    }
}
