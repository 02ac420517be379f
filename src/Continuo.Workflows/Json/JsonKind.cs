namespace Continuo.Workflows.Json;

/// <summary>The kinds of a <see cref="JsonValue"/>, in jq's sort order, with one more for secrets.</summary>
public enum JsonKind : byte
{
    Null,
    False,
    True,
    Number,
    String,
    Array,
    Object,

    /// <summary>A secret, or text that contains one, by name and never by value.</summary>
    Symbolic,
}
