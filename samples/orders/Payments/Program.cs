using Orders.Bookkeeping;
using Orders.Payments;

var accounts = new Accounts();
var app = LedgerApp.Create(args, "payments", accounts);

app.MapPost("/charges", (HttpContext call, Requests requests) => requests.Once<ChargeRequest>(call, accounts.Charge));
app.MapPost("/refunds", (HttpContext call, Requests requests) => requests.Once<RefundRequest>(call, accounts.Refund));

app.Run();
