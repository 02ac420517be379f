using Continuo.Workflows.Json;

namespace Continuo.Workflows.Expressions.Evaluation;

/// <summary>Takes one result and stops.</summary>
internal sealed class FirstSink : Sink
{
    public bool HasValue { get; private set; }

    public JsonValue Value { get; private set; }

    public PathTo? Path { get; private set; }

    public override bool Emit(JsonValue value, PathTo? path)
    {
        HasValue = true;
        Value = value;
        Path = path;
        return false;
    }
}

/// <summary>Keeps the last result.</summary>
internal sealed class LastSink : Sink
{
    public bool HasValue { get; set; }

    public JsonValue Value { get; set; }

    public PathTo? Path { get; set; }

    public override bool Emit(JsonValue value, PathTo? path)
    {
        HasValue = true;
        Value = value;
        Path = path;
        return true;
    }
}
