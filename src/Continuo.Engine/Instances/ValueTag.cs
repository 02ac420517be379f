namespace Continuo.Engine.Instances;

/// <summary>What follows in an encoded value. Frozen, like the numbers of facts.</summary>
internal enum ValueTag : byte
{
    Null,
    False,
    True,
    Integer,
    Double,
    Literal,
    Text,
    Array,
    Object,
    Symbolic,
    Ref,
    Member,
    Append,
    Patch,
    Again,

    /// <summary>A payload, by its hash.</summary>
    Payload,

    /// <summary>As <see cref="Append"/>, the tail being a value.</summary>
    AppendValue,

    /// <summary>As <see cref="Patch"/>, the changed members being a value.</summary>
    PatchValue,

    /// <summary>As <see cref="AppendValue"/>, to a member.</summary>
    AppendMember,

    /// <summary>As <see cref="PatchValue"/>, of a member.</summary>
    PatchMember,
}
