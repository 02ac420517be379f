using System.Collections.Immutable;
using Continuo.Workflows.Json;

namespace Continuo.Workflows.Lint.Typing;

/// <summary>What is known of the values at a place before any is there.</summary>
/// <remarks>Never more than what is known: where nothing is, a type is <see cref="Any"/>, and nothing is said about its use.</remarks>
internal sealed record DataType(DataKinds Kinds)
{
    public static readonly DataType Any = new(DataKinds.Any);
    public static readonly DataType Nothing = new(DataKinds.None);
    public static readonly DataType Null = new(DataKinds.Null);
    public static readonly DataType Boolean = new(DataKinds.Boolean);
    public static readonly DataType Number = new(DataKinds.Number);
    public static readonly DataType Text = new(DataKinds.Text);
    public static readonly DataType Object = new(DataKinds.Object);

    /// <summary>The properties that are known.</summary>
    public ImmutableDictionary<string, DataType> Members { get; init; } = ImmutableDictionary<string, DataType>.Empty;

    /// <summary>Whether there are no others.</summary>
    public bool IsClosed { get; init; }

    public DataType Item { get => field ?? Any; init; }

    public static DataType ArrayOf(DataType item) => new(DataKinds.Array) { Item = item };

    public static DataType Closed(params ReadOnlySpan<(string Name, DataType Type)> members) => Named(members) with { IsClosed = true };

    /// <summary>An object that may have more.</summary>
    public static DataType Named(params ReadOnlySpan<(string Name, DataType Type)> members)
    {
        var named = ImmutableDictionary.CreateBuilder<string, DataType>(StringComparer.Ordinal);
        foreach (var (name, type) in members)
        {
            named[name] = type;
        }

        return new(DataKinds.Object) { Members = named.ToImmutable() };
    }

    /// <summary>Whether it is a list wherever it is anything.</summary>
    public bool IsList => (Kinds & ~DataKinds.Null) == DataKinds.Array;

    public bool CanBe(DataKinds kinds) => (Kinds & kinds) != 0;

    public DataType OrNull() => CanBe(DataKinds.Null) ? this : this with { Kinds = Kinds | DataKinds.Null };

    /// <summary>What a value is that is one or the other.</summary>
    public DataType Or(DataType other)
    {
        if (ReferenceEquals(this, other) || other.Kinds == DataKinds.None)
        {
            return this;
        }

        if (Kinds == DataKinds.None)
        {
            return other;
        }

        var kinds = Kinds | other.Kinds;
        if (!CanBe(DataKinds.Object) || !other.CanBe(DataKinds.Object))
        {
            return (CanBe(DataKinds.Object) ? this : other) with { Kinds = kinds, Item = ItemOf(other) };
        }

        // A name that only one side knows may be anything on the other, unless that has no others.
        var isClosed = IsClosed && other.IsClosed;
        var members = isClosed ? Members.Keys.Union(other.Members.Keys) : Members.Keys.Intersect(other.Members.Keys);
        return new DataType(kinds)
        {
            Members = members.ToImmutableDictionary(name => name, name => MemberOf(name).Or(other.MemberOf(name))),
            IsClosed = isClosed,
            Item = ItemOf(other),
        };
    }

    public static DataType Of(JsonValue value)
    {
        switch (value.Kind)
        {
            case JsonKind.Null:
                return Null;
            case JsonKind.True or JsonKind.False:
                return Boolean;
            case JsonKind.Number:
                return Number;
            case JsonKind.String:
                return Text;
            case JsonKind.Array:
                return ArrayOf(value.Array.Take(50).Aggregate(Nothing, (known, item) => known.Or(Of(item))));
            case JsonKind.Object:
                return new DataType(DataKinds.Object) { Members = value.Object.ToImmutableDictionary(member => member.Key, member => Of(member.Value)), IsClosed = true };
            default:
                return Any;
        }
    }

    private DataType ItemOf(DataType other) =>
        !CanBe(DataKinds.Array) ? other.Item : !other.CanBe(DataKinds.Array) ? Item : Item.Or(other.Item);

    private DataType MemberOf(string name) => Members.TryGetValue(name, out var known) ? known : IsClosed ? Null : Any;
}
