namespace Continuo.Services.Documents;

/// <summary>Where a definition stands, to which its relative references lead.</summary>
/// <param name="Folder">Its folder; files in it and below may be read. Null when it came over the network.</param>
/// <param name="Address">The address that relative references are resolved against when there is no folder.</param>
public sealed record DocumentOrigin(string? Folder, Uri? Address)
{
    /// <summary>The folder of a workflow file.</summary>
    public static DocumentOrigin Of(string file) => new(Path.GetDirectoryName(Path.GetFullPath(file)), null);
}
