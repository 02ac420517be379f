namespace Continuo.Cli.Output;

/// <summary>Nobody reads the standard output any more, as in <c>continuo ... | head -1</c>: there is nothing left to do, and nothing to say.</summary>
internal sealed class OutputClosedException(IOException cause) : IOException(cause.Message, cause);
