namespace Continuo.Engine.Instances;

/// <summary>Collects the encoded facts of one turn.</summary>
public sealed class FactWriter
{
    /// <summary>How many facts.</summary>
    public int Count { get; internal set; }

    /// <summary>Bytes written so far.</summary>
    public int Length { get; internal set; }

    public void Clear()
    {
        Count = 0;
        Length = 0;
    }
}
