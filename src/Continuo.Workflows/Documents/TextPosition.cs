namespace Continuo.Workflows.Documents;

/// <summary>A place in a document, line and column from one.</summary>
public readonly record struct TextPosition(int Line, int Column)
{
    public override string ToString() => $"{Line}:{Column}";
}
