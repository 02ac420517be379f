namespace Continuo.Workflows.Json;

/// <summary>Puts containers together while a text is read: one stack of values and one of names for all levels.</summary>
/// <remarks>The input decides how deep it goes, so the levels are here and not on the thread's stack. One to a thread, kept between texts.</remarks>
internal sealed class JsonAssembly
{
    private const int LargestKept = 4096;

    [ThreadStatic]
    private static JsonAssembly? t_idle;

    private readonly List<(int Values, int Names, bool IsObject)> _open = [];
    private JsonValue[] _values = new JsonValue[64];
    private string[] _names = new string[64];
    private int _valueCount;
    private int _nameCount;

    public JsonNames Names { get; } = new();

    /// <summary>The outermost container is closed.</summary>
    public bool IsComplete => _open.Count == 0;

    public static JsonAssembly Rent()
    {
        var assembly = t_idle ?? new JsonAssembly();
        t_idle = null;
        return assembly;
    }

    public void Return()
    {
        _open.Clear();
        _values.AsSpan(0, _valueCount).Clear();
        (_valueCount, _nameCount) = (0, 0);
        if (_values.Length <= LargestKept && _names.Length <= LargestKept)
        {
            t_idle = this;
        }
    }

    public void Open(bool isObject) => _open.Add((_valueCount, _nameCount, isObject));

    public void Name(string name)
    {
        if (_nameCount == _names.Length)
        {
            Array.Resize(ref _names, _nameCount * 2);
        }

        _names[_nameCount++] = name;
    }

    public void Add(JsonValue value)
    {
        if (_valueCount == _values.Length)
        {
            Array.Resize(ref _values, _valueCount * 2);
        }

        _values[_valueCount++] = value;
    }

    public JsonValue Close()
    {
        var (valueStart, nameStart, isObject) = _open[^1];
        _open.RemoveAt(_open.Count - 1);
        var values = _values.AsSpan(valueStart, _valueCount - valueStart);
        JsonValue closed = isObject
            ? Names.Object(_names.AsSpan(nameStart, _nameCount - nameStart), values)
            : JsonArray.Of(values);
        values.Clear();
        (_valueCount, _nameCount) = (valueStart, nameStart);
        return closed;
    }
}
