using Continuo.Workflows.Json;

namespace Continuo.Workflows.Documents.Syntax;

/// <summary>A value of a document with its place, before anything is known about its meaning.</summary>
internal abstract class SourceNode(TextPosition position)
{
    private SourceNode? _parent;
    private string? _step;
    private TextPosition? _keyPosition;

    public TextPosition Position { get; } = position;

    /// <summary>Its key, or the value itself in a list.</summary>
    public TextPosition Anchor => _keyPosition ?? Position;

    /// <summary>Where a message about the value points: at a scalar itself, at the key of anything larger.</summary>
    public TextPosition Focus => this is SourceScalar && !Json.IsNull ? Position : Anchor;

    /// <summary>The value as data.</summary>
    public abstract JsonValue Json { get; }

    /// <summary>How the value's kind is called in a message.</summary>
    public abstract string Kind { get; }

    /// <summary>JSON pointer. Made on demand: few nodes are ever asked for theirs.</summary>
    public string Pointer
    {
        get
        {
            var steps = new Stack<string>();
            for (var node = this; node?._step is not null; node = node._parent)
            {
                steps.Push(node._step);
            }

            return string.Concat(steps.Select(step => "/" + step));
        }
    }

    /// <summary>Makes the root of a document one step further down: its pointers lead on from <paramref name="prefix"/>.</summary>
    public void PlaceUnder(string prefix) => _step = prefix.TrimStart('/');

    public static string Escape(string key) => key.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    protected static void Adopt(SourceNode parent, SourceNode child, string step, TextPosition? key)
    {
        child._parent = parent;
        child._step = step;
        child._keyPosition = key;
    }
}

/// <summary>How a scalar is written; what maps places in its value back to the text.</summary>
internal enum ScalarForm : byte
{
    Plain,
    SingleQuoted,
    DoubleQuoted,
    Literal,
    Folded,
}

internal sealed class SourceScalar(JsonValue value, string text, ScalarForm form, TextPosition position, int start) : SourceNode(position)
{
    public override JsonValue Json => value;

    /// <summary>The content, whatever the type.</summary>
    public string Text => text;

    public ScalarForm Form => form;

    /// <summary>Index of the scalar's first character (a quote, or the block's indicator) in the document.</summary>
    public int Start => start;

    public override string Kind => value.Kind switch
    {
        JsonKind.Null => "nothing",
        JsonKind.True or JsonKind.False => "a boolean",
        JsonKind.Number => "a number",
        _ => "a text",
    };
}

internal readonly record struct SourceMember(string Key, TextPosition KeyPosition, SourceNode Value);

internal sealed class SourceMap : SourceNode
{
    private readonly Dictionary<string, int>? _index;

    public SourceMap(IReadOnlyList<SourceMember> members, TextPosition position)
        : base(position)
    {
        Members = members;
        _index = members.Count > 8 ? new Dictionary<string, int>(members.Count, StringComparer.Ordinal) : null;
        var json = new JsonObject.Builder(members.Count);
        for (var i = 0; i < members.Count; i++)
        {
            var member = members[i];
            Adopt(this, member.Value, Escape(member.Key), member.KeyPosition);
            json.Set(member.Key, member.Value.Json);
            _index?.Add(member.Key, i);
        }

        Json = json.Build();
    }

    /// <summary>Members by distinct keys, in the order of the text.</summary>
    public IReadOnlyList<SourceMember> Members { get; }

    public override JsonValue Json { get; }

    public override string Kind => "an object";

    public SourceNode? this[string key]
    {
        get
        {
            if (_index is not null)
            {
                return _index.TryGetValue(key, out var found) ? Members[found].Value : null;
            }

            for (var i = 0; i < Members.Count; i++)
            {
                if (Members[i].Key == key)
                {
                    return Members[i].Value;
                }
            }

            return null;
        }
    }
}

internal sealed class SourceList : SourceNode
{
    public SourceList(IReadOnlyList<SourceNode> items, TextPosition position)
        : base(position)
    {
        Items = items;
        var json = new JsonValue[items.Count];
        for (var i = 0; i < json.Length; i++)
        {
            Adopt(this, items[i], i.ToString(System.Globalization.CultureInfo.InvariantCulture), null);
            json[i] = items[i].Json;
        }

        Json = JsonArray.Own(json);
    }

    public IReadOnlyList<SourceNode> Items { get; }

    public override JsonValue Json { get; }

    public override string Kind => "a list";
}
