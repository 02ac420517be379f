using System.Collections.Concurrent;
using System.Text.Json;

namespace Continuo.Torture.Load;

/// <summary>What all clients saw, in the order in which they saw it.</summary>
internal sealed class ClientLog
{
    private static readonly JsonSerializerOptions s_words = new() { Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter() } };

    private readonly ConcurrentQueue<Observation> _lines = new();

    public IReadOnlyCollection<Observation> Lines => _lines;

    public void Add(int client, string act, string kind, string instance, Outcome outcome, string said = "") =>
        _lines.Enqueue(new(TimeProvider.System.GetUtcNow(), client, act, kind, instance, outcome, said));

    public static void Keep<T>(string file, IEnumerable<T> lines) => File.WriteAllLines(file, lines.Select(line => JsonSerializer.Serialize(line, s_words)));
}
