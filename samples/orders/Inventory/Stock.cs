using System.Text.Json;
using System.Text.Json.Nodes;
using Orders.Bookkeeping;

namespace Orders.Inventory;

/// <summary>What is on the shelves, and what is set aside for orders.</summary>
/// <param name="initial">The stock of an article before the first reservation, where a test or a demo wants its own.</param>
internal sealed class Stock(Func<string, long?> initial) : IBook
{
    private const long Plenty = 1_000_000;
    private const string NeverInStock = "unicorn";

    private readonly Dictionary<string, long> _reserved = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyList<OrderLine>> _open = new(StringComparer.Ordinal);
    private readonly HashSet<string> _released = new(StringComparer.Ordinal);

    public Decision Reserve(ReservationRequest request, long n)
    {
        var short_ = request.Items.GroupBy(item => item.Sku).FirstOrDefault(group => group.Sum(item => item.Quantity) > Available(group.Key));
        if (short_ is not null)
        {
            return Decision.Refused(StatusCodes.Status409Conflict, "out-of-stock", "Out of stock", $"{short_.Sum(i => i.Quantity)} of {short_.Key} asked, {Available(short_.Key)} left.");
        }

        return Decision.Done("reserve", new JsonObject
        {
            ["id"] = $"rsv-{n}",
            ["order"] = request.Order,
            ["items"] = JsonSerializer.SerializeToNode(request.Items, JsonSerializerOptions.Web),
        });
    }

    public Decision Release(string id)
    {
        if (!_open.ContainsKey(id) && !_released.Contains(id))
        {
            return Decision.Refused(StatusCodes.Status404NotFound, "no-reservation", "No such reservation", $"There is no reservation {id}.");
        }

        return Decision.Done("release", new JsonObject { ["id"] = id }, StatusCodes.Status200OK);
    }

    public void Apply(LedgerEntry entry)
    {
        var id = entry.Data["id"]?.GetValue<string>() ?? "";
        if (entry.Action == "reserve")
        {
            _open[id] = entry.Data["items"].Deserialize<OrderLine[]>(JsonSerializerOptions.Web)!;
            Count(_open[id], +1);
        }
        else if (entry.Action == "release" && _open.Remove(id, out var items))
        {
            _released.Add(id);
            Count(items, -1);
        }
    }

    public object Summary() => new { open = _open.Count, released = _released.Count, reservedNow = _reserved.Where(r => r.Value != 0).ToDictionary() };

    private long Available(string sku) => (initial(sku) ?? (sku == NeverInStock ? 0 : Plenty)) - _reserved.GetValueOrDefault(sku);

    private void Count(IEnumerable<OrderLine> items, int sign)
    {
        foreach (var item in items)
        {
            _reserved[item.Sku] = _reserved.GetValueOrDefault(item.Sku) + (sign * item.Quantity);
        }
    }
}
