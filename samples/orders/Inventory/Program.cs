using Orders.Bookkeeping;
using Orders.Inventory;

// Slim configuration reads --stock:violin=3 as the stock of violins before the first reservation.
var settings = new ConfigurationBuilder().AddCommandLine(args).Build();
var stock = new Stock(sku => settings.GetValue<long?>($"stock:{sku}"));
var app = LedgerApp.Create(args, "inventory", stock);

app.MapPost("/reservations", (HttpContext call, Requests requests) => requests.Once<ReservationRequest>(call, stock.Reserve));
app.MapDelete("/reservations/{id}", (HttpContext call, Requests requests, string id) => requests.Once(call, _ => stock.Release(id)));

app.Run();
