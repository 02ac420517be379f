using System.Text;
using System.Text.Unicode;

namespace Continuo.Workflows.Json;

/// <summary>The names and the shapes of objects that were read last. Texts repeat them: a stream of records has one shape.</summary>
/// <remarks>Two tables of fixed size in which a newcomer takes the place of whom it meets. Used by one thread.</remarks>
internal sealed class JsonNames
{
    private const int Size = 256;
    private const int LongestName = 48;
    private const int LargestShape = 64;

    private readonly (byte[] Utf8, string Text)[] _names = new (byte[], string)[Size];
    private readonly JsonObject.Shape?[] _shapes = new JsonObject.Shape?[Size];

    public string Get(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length is 0 or > LongestName)
        {
            return Text(utf8);
        }

        var hash = utf8.Length + (utf8[0] * 31) + (utf8[^1] * 131) + (utf8[utf8.Length >> 1] * 7);
        ref var slot = ref _names[hash & (Size - 1)];
        if (slot.Utf8 is null || !utf8.SequenceEqual(slot.Utf8))
        {
            slot = (utf8.ToArray(), Text(utf8));
        }

        return slot.Text;
    }

    public JsonObject Object(ReadOnlySpan<string> names, ReadOnlySpan<JsonValue> values)
    {
        if (names.Length is 0 or > LargestShape)
        {
            return Build(names, values);
        }

        var hash = names.Length + (names[0].Length * 31) + (names[^1].Length * 131);
        hash = (hash * 31) + First(names[0]);
        hash = (hash * 31) + First(names[^1]);
        ref var slot = ref _shapes[hash & (Size - 1)];
        if (slot is not null && IsSame(slot.Names, names))
        {
            return slot.Make(values.ToArray());
        }

        var built = Build(names, values);
        if (built.Count == names.Length)
        {
            slot = built.Names;
        }

        return built;
    }

    // As the reader of .NET tells it for texts.
    private static string Text(ReadOnlySpan<byte> utf8) =>
        Utf8.IsValid(utf8) ? Encoding.UTF8.GetString(utf8) : throw new InvalidOperationException("The name is not UTF-8.");

    private static int First(string name) => name.Length == 0 ? 0 : name[0];

    private static bool IsSame(string[] shape, ReadOnlySpan<string> names)
    {
        if (shape.Length != names.Length)
        {
            return false;
        }

        for (var i = 0; i < shape.Length; i++)
        {
            if (!ReferenceEquals(shape[i], names[i]) && shape[i] != names[i])
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>A name that comes twice keeps its first place and takes the last value.</summary>
    private static JsonObject Build(ReadOnlySpan<string> names, ReadOnlySpan<JsonValue> values)
    {
        var builder = new JsonObject.Builder(names.Length);
        for (var i = 0; i < names.Length; i++)
        {
            builder.Set(names[i], values[i]);
        }

        return builder.Build();
    }
}
