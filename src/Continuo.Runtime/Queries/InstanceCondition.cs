using System.Collections.Immutable;
using Continuo.Engine.Instances;
using Continuo.Workflows.Json;

namespace Continuo.Runtime.Queries;

/// <summary>A condition on instances, read and checked. Times that were relative are absolute in it.</summary>
/// <remarks>Immutable. Each journal translates it into its own language; <see cref="ConditionMatching"/> says what it means.</remarks>
public abstract record InstanceCondition
{
    private InstanceCondition()
    {
    }

    public sealed record And(ImmutableArray<InstanceCondition> All) : InstanceCondition;

    public sealed record Or(ImmutableArray<InstanceCondition> Any) : InstanceCondition;

    public sealed record Not(InstanceCondition Inner) : InstanceCondition;

    /// <summary>One of these.</summary>
    public sealed record Status(ImmutableArray<InstanceStatus> Of) : InstanceCondition;

    public sealed record Compensation(CompensationStatus Is) : InstanceCondition;

    /// <summary>A text column that is one of these.</summary>
    public sealed record Text(TextColumn Column, ImmutableArray<string> Of) : InstanceCondition;

    /// <summary>A text column that begins so.</summary>
    public sealed record Prefix(TextColumn Column, string Of) : InstanceCondition;

    /// <summary>A time column; an instance that has not ended has no end, and meets nothing about it.</summary>
    public sealed record Time(TimeColumn Column, Comparison Comparison, DateTimeOffset At) : InstanceCondition;

    /// <summary>Whether it has an incident, a parent or an end.</summary>
    public sealed record Has(Presence What) : InstanceCondition;

    /// <summary>A label that has one of these values; none: any value.</summary>
    public sealed record Label(string Key, ImmutableArray<string> Of) : InstanceCondition;

    /// <summary>An indexed field: <c>input.NAME</c>, <c>output.NAME</c>, <c>error.type</c> and its siblings. Values of another kind than the one given do not match.</summary>
    public sealed record Field(string Key, Comparison Comparison, JsonValue Value) : InstanceCondition;

    /// <summary>An indexed text field that begins so.</summary>
    public sealed record FieldPrefix(string Key, string Of) : InstanceCondition;

    /// <summary>An indexed field that is there at all.</summary>
    public sealed record HasField(string Key) : InstanceCondition;
}

public enum TextColumn
{
    Id,
    Parent,
    Namespace,

    /// <summary>The name of the workflow, without its namespace.</summary>
    Name,
    Version,
}

public enum TimeColumn
{
    Created,
    Finished,
}

public enum Presence
{
    Incident,
    Parent,
    End,
}

public enum Comparison
{
    Equal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}
