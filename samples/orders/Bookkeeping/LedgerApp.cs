using System.Text;

namespace Orders.Bookkeeping;

/// <summary>
/// An ASP.NET program with a ledger. Options: <c>--ledger FILE</c> (default NAME.ledger.jsonl), <c>--urls URL</c>, <c>--delay-ms N</c> (how long an answer waits after its work is done).
/// </summary>
internal static class LedgerApp
{
    public static WebApplication Create(string[] args, string name, IBook book)
    {
        var builder = WebApplication.CreateSlimBuilder(args);
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        var path = builder.Configuration["ledger"] ?? $"{name}.ledger.jsonl";
        var delay = TimeSpan.FromMilliseconds(builder.Configuration.GetValue("delay-ms", 0));
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(services => new Ledger(path, book, services.GetRequiredService<TimeProvider>()));
        builder.Services.AddSingleton(services => new Requests(services.GetRequiredService<Ledger>(), delay, services.GetRequiredService<TimeProvider>()));

        var app = builder.Build();
        app.Services.GetRequiredService<Ledger>();
        app.MapGet("/health", () => Results.Text(name));
        app.MapGet("/ledger", (Ledger ledger) => Results.Text(ledger.Print(), "application/json", Encoding.UTF8));
        return app;
    }
}
