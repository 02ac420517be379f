using Continuo.Workflows.Json;

namespace Continuo.Engine.Instances;

/// <summary>The containers and long texts of one snapshot, numbered as they end: what frames share is written once and shared again when it is read.</summary>
internal sealed class SharedValues
{
    private readonly Dictionary<object, int> _numbers = new(ReferenceEqualityComparer.Instance);
    private readonly List<JsonValue> _values = [];

    public static bool Covers(JsonValue value) => ReferenceOf(value) is not null;

    public bool TryFind(JsonValue value, out int number)
    {
        number = 0;
        return ReferenceOf(value) is { } reference && _numbers.TryGetValue(reference, out number);
    }

    /// <summary>Numbers a value that was just written.</summary>
    public void Written(JsonValue value)
    {
        if (ReferenceOf(value) is { } reference)
        {
            _numbers.TryAdd(reference, _numbers.Count);
        }
    }

    /// <summary>Numbers a value that was just read.</summary>
    public JsonValue Read(JsonValue value)
    {
        if (Covers(value))
        {
            _values.Add(value);
        }

        return value;
    }

    public JsonValue this[int number] => number >= 0 && number < _values.Count
        ? _values[number]
        : throw new InvalidDataException($"A snapshot refers to its value {number} and has {_values.Count}.");

    private static object? ReferenceOf(JsonValue value) =>
        value.AsArray is { Count: > 0 } array ? array
        : value.AsObject is { Count: > 0 } members ? members
        : value.AsString is { Length: >= ValueCodec.LongText } text ? text
        : null;
}
