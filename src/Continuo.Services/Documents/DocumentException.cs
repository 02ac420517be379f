namespace Continuo.Services.Documents;

/// <summary>A document cannot be had.</summary>
/// <param name="reason">The rest of a sentence that says which document, such as <c>there is no such file.</c></param>
/// <param name="isDenied">Whether the operator does not allow it.</param>
/// <param name="status">The status of the answer, if that is what is wrong.</param>
/// <param name="isTooLarge">Whether it is there and larger than allowed.</param>
internal sealed class DocumentException(string reason, bool isDenied = false, int? status = null, bool isTooLarge = false) : Exception(reason)
{
    public bool IsTooLarge => isTooLarge;

    public bool IsDenied => isDenied;

    public int? Status => status;
}
