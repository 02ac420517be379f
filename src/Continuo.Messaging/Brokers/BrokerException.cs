namespace Continuo.Messaging.Brokers;

/// <summary>A broker cannot be reached, or refused. Never leaves the handler.</summary>
internal sealed class BrokerException(string message, Exception? cause = null) : Exception(cause is null ? message : $"{message}: {cause.GetBaseException().Message.TrimEnd('.')}.", cause)
{
    /// <summary>The HTTP status that means the same, if any does.</summary>
    public int? Status { get; init; }
}
