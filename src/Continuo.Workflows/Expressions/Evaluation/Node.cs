using System.Diagnostics;
using Continuo.Workflows.Json;

namespace Continuo.Workflows.Expressions.Evaluation;

/// <summary>How many results a node can give. Errors do not count.</summary>
internal enum Cardinality : byte
{
    One,

    /// <summary>None or one.</summary>
    Optional,
    Many,
}

/// <summary>A compiled expression.</summary>
/// <remarks>
/// Two ways to evaluate. A node with at most one result answers by value and allocates nothing of its own. Any node can
/// also push its results into a sink, one after the other; that is how generators and backtracking work. Immutable: all state of
/// an evaluation is in the arguments.
/// </remarks>
internal abstract class Node
{
    /// <summary>A node from which no <c>break</c> leaves.</summary>
    public const int Contained = int.MaxValue;

    public Cardinality Cardinality { get; init; } = Cardinality.Many;

    /// <summary>The depth of the outermost label that a <c>break</c> inside this node ends; <see cref="Contained"/> when there is none.</summary>
    public int Escape { get; init; } = Contained;

    /// <summary>Where the node stands in the program, for errors.</summary>
    public int Offset { get; init; }

    public bool IsOne => Cardinality is Cardinality.One;

    public bool IsAtMostOne => Cardinality is not Cardinality.Many;

    /// <summary>The result of a node that has exactly one.</summary>
    public virtual JsonValue One(Machine machine, Env env, JsonValue input) => throw new UnreachableException();

    /// <summary>The result of a node that has at most one.</summary>
    public virtual bool TryOne(Machine machine, Env env, JsonValue input, out JsonValue result)
    {
        result = One(machine, env, input);
        return true;
    }

    /// <summary>Adds every result to the machine's buffer.</summary>
    /// <returns>False to stop, as of <see cref="Run"/>.</returns>
    public virtual bool Collect(Machine machine, Env env, JsonValue input)
    {
        if (!IsAtMostOne)
        {
            return Run(machine, env, input, null, machine.Collector);
        }

        if (TryOne(machine, env, input, out var value))
        {
            machine.Buffer(value);
        }

        return true;
    }

    /// <summary>Whether <see cref="TryUpdate"/> works: a path expression that reaches each place at most once.</summary>
    public virtual bool IsUpdatable => false;

    /// <summary>The input with the values at this path expression updated. Rebuilds only what lies on the way.</summary>
    /// <returns>False when the input itself is to be deleted.</returns>
    public virtual bool TryUpdate(Machine machine, Env env, JsonValue input, Updater updater, out JsonValue result) => throw new UnreachableException();

    /// <summary>Gives every result to <paramref name="sink"/>.</summary>
    /// <param name="machine">The evaluation.</param>
    /// <param name="env">Variables and closures in scope.</param>
    /// <param name="input">The input, <c>.</c>.</param>
    /// <param name="path">Where the input was found, when paths are asked for, else null.</param>
    /// <param name="sink">Takes the results.</param>
    /// <returns>False to stop: the sink wants no more, or a <c>break</c> is on its way to its label.</returns>
    public abstract bool Run(Machine machine, Env env, JsonValue input, PathTo? path, Sink sink);
}

/// <summary>A node that computes exactly one new value from its input.</summary>
internal abstract class ValueNode : Node
{
    protected ValueNode() => Cardinality = Cardinality.One;

    public abstract override JsonValue One(Machine machine, Env env, JsonValue input);

    public sealed override bool Run(Machine machine, Env env, JsonValue input, PathTo? path, Sink sink)
    {
        var value = One(machine, env, input);
        return sink.Emit(value, path?.Of(value, input));
    }
}

/// <summary>Takes results.</summary>
internal abstract class Sink
{
    /// <returns>False when no more are wanted.</returns>
    public abstract bool Emit(JsonValue value, PathTo? path);
}
