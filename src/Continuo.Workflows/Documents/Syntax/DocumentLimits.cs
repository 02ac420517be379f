namespace Continuo.Workflows.Documents.Syntax;

/// <summary>What a document may use; beyond it a diagnostic refuses the document.</summary>
internal static class DocumentLimits
{
    /// <summary>UTF-8 bytes of the text.</summary>
    public const int Bytes = 1 << 20;

    public const int Tasks = 5_000;

    /// <summary>Documents elsewhere that one definition may need.</summary>
    public const int ExternalDocuments = 300;

    /// <summary>How many documents may lead from one to the next.</summary>
    public const int ExternalDepth = 8;

    /// <summary>UTF-16 units of one expression.</summary>
    public const int Expression = 64 << 10;

    /// <summary>Nesting of objects and lists. A task nested in another costs four.</summary>
    public const int Depth = 400;

    /// <summary>Values that aliases may add to the document, against a few lines that unfold to millions of values.</summary>
    public const int AliasedValues = 100_000;

    /// <summary>More than this helps nobody; the rest is counted.</summary>
    public const int Diagnostics = 500;
}
