using Continuo.Workflows.Expressions;

namespace Continuo.Workflows.Documents;

/// <summary>A value of the input or of the output that lists of instances can be asked for.</summary>
/// <param name="IsOutput">Of the output, or of the input.</param>
/// <param name="Name">As the author calls it.</param>
/// <param name="Value">Evaluated once, on the transformed input or output.</param>
public sealed record IndexedField(bool IsOutput, string Name, ValueTemplate Value)
{
    /// <summary>The most of one workflow: each is a row of an index for each instance.</summary>
    public const int Most = 10;

    /// <summary>How queries call it: <c>input.NAME</c> or <c>output.NAME</c>.</summary>
    public string Key => $"{(IsOutput ? "output" : "input")}.{Name}";
}
