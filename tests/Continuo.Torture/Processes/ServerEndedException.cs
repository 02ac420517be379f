namespace Continuo.Torture.Processes;

/// <summary>A server ended before it answered.</summary>
internal sealed class ServerEndedException(int code, string errors) : Exception($"The server ended with {code} before it answered:\n{errors}")
{
    public int Code { get; } = code;
}
