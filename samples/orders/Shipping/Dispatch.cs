using System.Text.Json.Nodes;
using Orders.Bookkeeping;

namespace Orders.Shipping;

/// <summary>Parcels on their way. No carrier goes to Antarctica.</summary>
internal sealed class Dispatch : IBook
{
    private const string Unreachable = "AQ";

    private readonly Dictionary<string, int> _parcels = new(StringComparer.Ordinal);

    public static Decision Ship(ShipmentRequest request, long n) => request.Address.Country == Unreachable
        ? Decision.Refused(StatusCodes.Status409Conflict, "no-carrier", "No carrier", $"No carrier delivers to {request.Address.City}, {request.Address.Country}.")
        : Decision.Done("ship", new JsonObject { ["id"] = $"shp-{n}", ["order"] = request.Order, ["to"] = $"{request.Address.City}, {request.Address.Country}" });

    public void Apply(LedgerEntry entry)
    {
        if (entry.Action == "ship")
        {
            var order = entry.Data["order"]!.GetValue<string>();
            _parcels[order] = _parcels.GetValueOrDefault(order) + 1;
        }
    }

    public object Summary() => new { shipments = _parcels.Values.Sum(), shippedTwice = _parcels.Where(p => p.Value > 1).Select(p => p.Key).ToArray() };
}
