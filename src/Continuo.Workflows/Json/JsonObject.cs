using System.Collections;
using System.Runtime.CompilerServices;

namespace Continuo.Workflows.Json;

/// <summary>An immutable object that keeps the order in which its members were written.</summary>
/// <remarks>Up to <see cref="IndexedFrom"/> members are found by a scan; larger objects build an index on first use.</remarks>
public sealed partial class JsonObject : IReadOnlyCollection<KeyValuePair<string, JsonValue>>
{
    private const int IndexedFrom = 9;

    private readonly Shape _keys;
    private readonly JsonValue[] _values;
    private StrongBox<JsonExtent>? _extent;

    private JsonObject(Shape keys, JsonValue[] values)
    {
        _keys = keys;
        _values = values;
    }

    public static JsonObject Empty { get; } = new(new Shape([]), []);

    public static JsonObject Of(params ReadOnlySpan<(string Key, JsonValue Value)> members)
    {
        var builder = new Builder(members.Length);
        foreach (var (key, value) in members)
        {
            builder.Set(key, value);
        }

        return builder.Build();
    }

    public int Count => _values.Length;

    internal Shape Names => _keys;

    /// <inheritdoc cref="JsonArray.Extent"/>
    internal JsonExtent? Extent
    {
        get => _extent?.Value;
        set => _extent = new StrongBox<JsonExtent>(value!.Value);
    }

    public ReadOnlySpan<string> Keys => _keys.Names;

    public ReadOnlySpan<JsonValue> Values => _values;

    public JsonValue this[string key] => TryGet(key, out var value) ? value : default;

    public bool ContainsKey(string key) => _keys.IndexOf(key) >= 0;

    public bool TryGet(string key, out JsonValue value)
    {
        var index = _keys.IndexOf(key);
        value = index < 0 ? default : _values[index];
        return index >= 0;
    }

    /// <summary>This object with one member set; the order of the others is kept.</summary>
    public JsonObject With(string key, JsonValue value)
    {
        var index = _keys.IndexOf(key);
        if (index >= 0)
        {
            if (_values[index].IsSameAs(value))
            {
                return this;
            }

            var changed = _values.AsSpan().ToArray();
            changed[index] = value;
            return new JsonObject(_keys, changed);
        }

        var values = new JsonValue[Count + 1];
        _values.CopyTo(values, 0);
        values[Count] = value;
        return new JsonObject(new Shape([.. _keys.Names, key]), values);
    }

    /// <summary>This object with other values; takes ownership of them. Itself when they are the same.</summary>
    internal JsonObject WithValues(JsonValue[] values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            if (!values[i].IsSameAs(_values[i]))
            {
                return new JsonObject(_keys, values);
            }
        }

        return this;
    }

    /// <summary>This object without <paramref name="key"/>; itself when there is none.</summary>
    public JsonObject Without(string key)
    {
        if (!ContainsKey(key))
        {
            return this;
        }

        var builder = new Builder(Count);
        foreach (var member in this)
        {
            if (member.Key != key)
            {
                builder.Set(member.Key, member.Value);
            }
        }

        return builder.Build();
    }

    /// <summary>This object with the members of <paramref name="other"/> set over its own (jq's <c>+</c>).</summary>
    public JsonObject Merge(JsonObject other)
    {
        if (other.Count == 0)
        {
            return this;
        }

        if (Count == 0)
        {
            return other;
        }

        var builder = new Builder(this, other.Count);
        for (var i = 0; i < other.Count; i++)
        {
            builder.Set(other._keys.Names[i], other._values[i]);
        }

        return builder.Build();
    }

    public IEnumerator<KeyValuePair<string, JsonValue>> GetEnumerator()
    {
        for (var i = 0; i < _values.Length; i++)
        {
            yield return new(_keys.Names[i], _values[i]);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Collects members; a key that is set again keeps its first place and takes the new value.</summary>
    public sealed class Builder
    {
        private string[] _names;
        private JsonValue[] _values;
        private Dictionary<string, int>? _index;
        private int _count;

        public Builder(int capacity = 4)
        {
            _names = new string[Math.Max(capacity, 1)];
            _values = new JsonValue[Math.Max(capacity, 1)];
        }

        public Builder(JsonObject start, int room = 4)
            : this(start.Count + room)
        {
            start._keys.Names.CopyTo(_names, 0);
            start._values.CopyTo(_values, 0);
            _count = start.Count;
        }

        public int Count => _count;

        public Builder Set(string key, JsonValue value)
        {
            var index = IndexOf(key);
            if (index >= 0)
            {
                _values[index] = value;
                return this;
            }

            if (_count == _names.Length)
            {
                Array.Resize(ref _names, _count * 2);
                Array.Resize(ref _values, _count * 2);
            }

            _names[_count] = key;
            _values[_count] = value;
            _index?.Add(key, _count);
            _count++;
            return this;
        }

        public JsonObject Build()
        {
            if (_count == 0)
            {
                return Empty;
            }

            if (_count != _names.Length)
            {
                Array.Resize(ref _names, _count);
                Array.Resize(ref _values, _count);
            }

            var built = new JsonObject(new Shape(_names), _values);
            _names = [""];
            _values = new JsonValue[1];
            _index = null;
            _count = 0;
            return built;
        }

        private int IndexOf(string key)
        {
            if (_count < IndexedFrom)
            {
                for (var i = 0; i < _count; i++)
                {
                    if (_names[i] == key)
                    {
                        return i;
                    }
                }

                return -1;
            }

            if (_index is null)
            {
                _index = new Dictionary<string, int>(_count * 2, StringComparer.Ordinal);
                for (var i = 0; i < _count; i++)
                {
                    _index.Add(_names[i], i);
                }
            }

            return _index.TryGetValue(key, out var index) ? index : -1;
        }
    }
}
