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
}
