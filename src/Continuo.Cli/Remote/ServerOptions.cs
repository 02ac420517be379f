using System.CommandLine;
using Continuo.Cli.CommandLine;
using Continuo.Client;

namespace Continuo.Cli.Remote;

/// <summary>Which server a command talks to.</summary>
internal static class ServerOptions
{
    public const string StandardAddress = "http://127.0.0.1:8420";

    public static Option<string> Server { get; } = new("--server")
    {
        Description = $"The server's address; else CONTINUO_SERVER, else {StandardAddress}. CONTINUO_TOKEN holds its token if it demands one.",
        HelpName = "URL",
        Recursive = true,
    };

    public static ContinuoClient Connect(ParseResult parsed)
    {
        var given = parsed.GetValue(Server) ?? Environment.GetEnvironmentVariable("CONTINUO_SERVER");
        var address = string.IsNullOrWhiteSpace(given) ? StandardAddress : given;
        if (!Uri.TryCreate(address.EndsWith('/') ? address : address + "/", UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
        {
            throw new CliException(ExitCode.Invalid, $"'{address}' is no server address.", $"Write it as {StandardAddress}.");
        }

        var token = Environment.GetEnvironmentVariable("CONTINUO_TOKEN");
        return ContinuoClient.Connect(uri, string.IsNullOrWhiteSpace(token) ? null : token.Trim());
    }
}
