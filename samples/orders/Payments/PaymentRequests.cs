namespace Orders.Payments;

internal sealed record ChargeRequest(string Order, string Card, decimal Amount, string Currency);

internal sealed record RefundRequest(string Charge);
