using Continuo.Workflows.Json;

namespace Continuo.Workflows.Expressions.Evaluation;

/// <summary>The way from the root of a value to a place in it, shared with the ways to its neighbours.</summary>
internal sealed class PathTo
{
    public const int MaxLength = 10_000;

    private readonly PathTo? _parent;
    private readonly JsonValue _key;

    private PathTo(PathTo? parent, JsonValue key, int length)
    {
        _parent = parent;
        _key = key;
        Length = length;
    }

    public static PathTo Root { get; } = new(null, default, 0);

    /// <summary>Of a value that was computed and not found: nothing can be reached from it.</summary>
    public static PathTo None { get; } = new(null, default, -1);

    public int Length { get; }

    public bool IsNone => Length < 0;

    public PathTo Add(JsonValue key) => Length >= MaxLength ? throw new JqException("Path too deep") : new(this, key, Length + 1);

    /// <summary>The path of a computed value: the input's own when the value is the input itself.</summary>
    public PathTo Of(JsonValue value, JsonValue input) => value.IsSameAs(input) ? this : None;

    public JsonValue ToArray()
    {
        var keys = new JsonValue[Length];
        var at = this;
        for (var i = Length - 1; i >= 0; i--)
        {
            keys[i] = at._key;
            at = at._parent!;
        }

        return JsonArray.Own(keys);
    }
}
