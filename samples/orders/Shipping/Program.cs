using Orders.Bookkeeping;
using Orders.Shipping;

var dispatch = new Dispatch();
var app = LedgerApp.Create(args, "shipping", dispatch);

app.MapPost("/shipments", (HttpContext call, Requests requests) => requests.Once<ShipmentRequest>(call, Dispatch.Ship));

app.Run();
