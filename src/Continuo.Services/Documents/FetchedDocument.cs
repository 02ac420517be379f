using System.Text;

namespace Continuo.Services.Documents;

/// <summary>A document that describes what a call can do.</summary>
/// <param name="Address">Where it was found; what it refers to is relative to this.</param>
/// <param name="Bytes">What was there.</param>
internal sealed record FetchedDocument(Uri Address, byte[] Bytes)
{
    public string Text { get; } = Encoding.UTF8.GetString(Bytes).TrimStart('\uFEFF');
}
