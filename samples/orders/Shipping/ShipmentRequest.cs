namespace Orders.Shipping;

internal sealed record ShipmentRequest(string Order, Address Address);

internal sealed record Address(string Name, string Street, string City, string Country);
