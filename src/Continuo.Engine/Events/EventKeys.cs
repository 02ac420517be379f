using System.Buffers.Binary;
using System.Collections.Immutable;
using System.IO.Hashing;
using System.Text;
using Continuo.Workflows.Json;

namespace Continuo.Engine.Events;

/// <summary>Keys of an event's values: a listener that waits for one order is found by it, among a million that wait for the same type.</summary>
/// <remarks>
/// Both sides must agree, so all values that a listener may name have a key: texts, numbers and booleans, in the event itself or in objects within it, down to
/// <see cref="Depth"/> names. That two things share a key by chance does no harm: the filter decides. Frozen, because keys are stored with subscriptions.
/// </remarks>
internal static class EventKeys
{
    /// <summary>Names of a path, such as the three of <c>.data.order.id</c>.</summary>
    public const int Depth = 3;

    /// <summary>The key of events of a type with a value at a path; null when values of this kind have none.</summary>
    /// <param name="type">Of the event.</param>
    /// <param name="path">Names, each with a dot before it.</param>
    /// <param name="value">As the event must have it.</param>
    public static EventKey? OfValue(string type, string path, JsonValue value)
    {
        var hash = new XxHash3();
        Append(hash, type);
        Append(hash, path);
        switch (value.Kind)
        {
            case JsonKind.String:
                Append(hash, "s");
                Append(hash, value.String);
                break;
            case JsonKind.Number:
                // One key for equal numbers, however they are written.
                Span<byte> bits = stackalloc byte[sizeof(double)];
                BinaryPrimitives.WriteDoubleLittleEndian(bits, value.Number == 0 ? 0 : value.Number);
                Append(hash, "n");
                hash.Append(bits);
                break;
            case JsonKind.True or JsonKind.False:
                Append(hash, value.Kind == JsonKind.True ? "t" : "f");
                break;
            default:
                return null;
        }

        var key = (long)hash.GetCurrentHashAsUInt64();
        return new(key == 0 ? 1 : key);
    }

    /// <summary>The keys of all its values that have one.</summary>
    public static ImmutableArray<EventKey> OfValues(StoredEvent stored)
    {
        var keys = ImmutableArray.CreateBuilder<EventKey>();
        Collect(stored.Type, "", stored.Event, 1, keys);
        return keys.DrainToImmutable();
    }

    private static void Collect(string type, string path, JsonValue value, int depth, ImmutableArray<EventKey>.Builder keys)
    {
        foreach (var (name, member) in value.Object)
        {
            var place = $"{path}.{name}";
            if (member.IsObject)
            {
                if (depth < Depth)
                {
                    Collect(type, place, member, depth + 1, keys);
                }
            }
            else if (OfValue(type, place, member) is { } key)
            {
                keys.Add(key);
            }
        }
    }

    private static void Append(XxHash3 hash, string text)
    {
        hash.Append(Encoding.UTF8.GetBytes(text));
        hash.Append([0]);
    }
}
