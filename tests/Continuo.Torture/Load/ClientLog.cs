using System.Collections.Concurrent;
using System.Text.Json;

namespace Continuo.Torture.Load;

/// <summary>What all clients saw, in the order in which they saw it.</summary>
internal sealed class ClientLog
{
    private static readonly JsonSerializerOptions s_words = new() { Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter() } };

    private readonly ConcurrentQueue<Observation> _lines = new();

    public IReadOnlyCollection<Observation> Lines => _lines;

    /// <summary>Steps when a client is told that what it asked for is done.</summary>
    public Tripwire Acknowledgements { get; } = new();

    public void Add(int client, string act, string kind, string instance, Outcome outcome, string said = "")
    {
        _lines.Enqueue(new(TimeProvider.System.GetUtcNow(), client, act, kind, instance, outcome, said));
        if (outcome == Outcome.Ok && act != "look")
        {
            Acknowledgements.Step();
        }
    }

    public static void Keep<T>(string file, IEnumerable<T> lines) => File.WriteAllLines(file, lines.Select(line => JsonSerializer.Serialize(line, s_words)));
}
