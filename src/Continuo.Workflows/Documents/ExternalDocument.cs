namespace Continuo.Workflows.Documents;

/// <summary>A document that a definition needs beside its own text, as it was when the definition was deployed.</summary>
/// <param name="Key">How the definition names it: an absolute address, or a path relative to the definition.</param>
/// <param name="Text">Its text.</param>
public sealed record ExternalDocument(string Key, string Text);
