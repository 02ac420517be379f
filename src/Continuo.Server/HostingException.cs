namespace Continuo.Server;

/// <summary>The host cannot start as it is configured; says what to do.</summary>
public sealed class HostingException(string message, Exception? inner = null) : Exception(message, inner);
