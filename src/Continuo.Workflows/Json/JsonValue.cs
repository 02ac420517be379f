using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Continuo.Workflows.Json;

/// <summary>An immutable JSON value. Containers are shared by reference, never copied; <c>default</c> is null.</summary>
/// <remarks>Thread-safe. Sixteen bytes: small values live in the struct and cost no allocation.</remarks>
[DebuggerDisplay("{ToString(),nq}")]
public readonly struct JsonValue : IEquatable<JsonValue>
{
    private sealed class Marker(JsonKind kind)
    {
        public readonly JsonKind Kind = kind;
    }

    private static readonly Marker s_false = new(JsonKind.False);
    private static readonly Marker s_true = new(JsonKind.True);
    private static readonly Marker s_number = new(JsonKind.Number);

    private readonly object? _reference;
    private readonly double _number;

    private JsonValue(object? reference, double number = 0)
    {
        _reference = reference;
        _number = number;
    }

    public static JsonValue Null => default;

    public static JsonValue True => new(s_true);

    public static JsonValue False => new(s_false);

    public static JsonValue EmptyArray { get; } = new(JsonArray.Empty);

    public static JsonValue EmptyObject { get; } = new(JsonObject.Empty);

    public static implicit operator JsonValue(string? value) => new(value);

    public static implicit operator JsonValue(double value) => new(s_number, value);

    public static implicit operator JsonValue(bool value) => new(value ? s_true : s_false);

    public static implicit operator JsonValue(JsonArray value) => new(value);

    public static implicit operator JsonValue(JsonObject value) => new(value);

    public static implicit operator JsonValue(SymbolicText value) => new(value);

    /// <summary>A number as it was written, for literals that a double or its canonical print would change.</summary>
    public static JsonValue NumberFromLiteral(string literal, double value) => new(new NumberLiteral(literal), value);

    public JsonKind Kind => _reference switch
    {
        null => JsonKind.Null,
        Marker marker => marker.Kind,
        string => JsonKind.String,
        JsonObject => JsonKind.Object,
        JsonArray => JsonKind.Array,
        NumberLiteral => JsonKind.Number,
        _ => JsonKind.Symbolic,
    };

    public bool IsNull => _reference is null;

    public bool IsNumber => ReferenceEquals(_reference, s_number) || _reference is NumberLiteral;

    /// <summary>A number without a literal: only its double counts.</summary>
    internal bool IsPlainNumber => ReferenceEquals(_reference, s_number);

    public bool IsString => _reference is string;

    public bool IsArray => _reference is JsonArray;

    public bool IsObject => _reference is JsonObject;

    public bool IsSymbolic => _reference is SymbolicText;

    /// <summary>jq's truth: everything but null and false.</summary>
    public bool IsTruthy => _reference is not null && !ReferenceEquals(_reference, s_false);

    public double Number
    {
        get
        {
            Debug.Assert(IsNumber);
            return _number;
        }
    }

    /// <summary>The literal of a number that keeps how it was written, else null.</summary>
    public string? Literal => (_reference as NumberLiteral)?.Text;

    public string String => (string)_reference!;

    public JsonArray Array => (JsonArray)_reference!;

    public JsonObject Object => (JsonObject)_reference!;

    public SymbolicText Symbolic => (SymbolicText)_reference!;

    public string? AsString => _reference as string;

    public JsonArray? AsArray => _reference as JsonArray;

    public JsonObject? AsObject => _reference as JsonObject;

    /// <summary>The member <paramref name="key"/> of an object; null for anything else.</summary>
    public JsonValue this[string key] => _reference is JsonObject o && o.TryGet(key, out var value) ? value : default;

    /// <summary>Whether both are the same by reference (containers, text) or by value (the small ones). Never walks.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsSameAs(JsonValue other) =>
        ReferenceEquals(_reference, other._reference) && (_number.Equals(other._number) || !IsNumber);

    public bool Equals(JsonValue other) => JsonOrder.Equal(this, other);

    public override bool Equals([NotNullWhen(true)] object? obj) => obj is JsonValue other && Equals(other);

    public override int GetHashCode() => JsonOrder.Hash(this);

    public static bool operator ==(JsonValue left, JsonValue right) => left.Equals(right);

    public static bool operator !=(JsonValue left, JsonValue right) => !left.Equals(right);

    /// <summary>Reads exactly one JSON text.</summary>
    /// <exception cref="JsonSyntaxException">The text is not JSON; says where.</exception>
    public static JsonValue Parse(string text) => JsonReader.Read(text);

    /// <inheritdoc cref="Parse(string)"/>
    public static JsonValue Parse(ReadOnlySpan<byte> utf8) => JsonReader.Read(utf8);

    /// <summary>Compact JSON text. A symbolic value prints as its token.</summary>
    public override string ToString() => JsonWriter.Write(this);

    private sealed class NumberLiteral(string text)
    {
        public readonly string Text = text;
    }
}
