namespace Orders.Inventory;

internal sealed record ReservationRequest(string Order, IReadOnlyList<OrderLine> Items);

internal sealed record OrderLine(string Sku, long Quantity);
