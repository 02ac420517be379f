using Continuo.Cli.CommandLine;
using Microsoft.AspNetCore.Http;

namespace Continuo.Cli.Serving;

/// <summary>Where to listen, checked before anything is opened: the web server would end with a stack trace.</summary>
internal static class ListenAddresses
{
    private const string Remedy = "Write it as http://HOST:PORT, such as http://127.0.0.1:8420.";

    /// <exception cref="CliException">An address is not usable; says why.</exception>
    public static string[] Read(string urls)
    {
        var addresses = urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (addresses.Length == 0)
        {
            throw new CliException(ExitCode.Invalid, "--urls: no address is given.", Remedy);
        }

        foreach (var address in addresses)
        {
            if (Problem(address) is { } problem)
            {
                throw new CliException(ExitCode.Invalid, $"--urls: '{address}' {problem}", Remedy);
            }
        }

        return addresses;
    }

    /// <summary>The first of them as a program on this machine reaches it; null when that is not known beforehand.</summary>
    public static Uri? Local(IEnumerable<string> addresses)
    {
        foreach (var parsed in addresses.Select(BindingAddress.Parse).Where(parsed => parsed is { IsUnixPipe: false, Port: > 0 }))
        {
            var host = Uri.CheckHostName(parsed.Host) == UriHostNameType.Unknown || parsed.Host is "0.0.0.0" or "[::]" ? "127.0.0.1" : parsed.Host;
            return new UriBuilder(parsed.Scheme, host, parsed.Port).Uri;
        }

        return null;
    }

    private static string? Problem(string address)
    {
        BindingAddress parsed;
        try
        {
            parsed = BindingAddress.Parse(address);
        }
        catch (FormatException)
        {
            return "is no address.";
        }

        if (parsed.Scheme.Equals("https", StringComparison.OrdinalIgnoreCase))
        {
            return "asks for TLS, which a proxy before the server must do.";
        }

        if (!parsed.Scheme.Equals("http", StringComparison.OrdinalIgnoreCase) || parsed.Host.Length == 0)
        {
            return "is no address over http.";
        }

        if (parsed.PathBase.Length > 0)
        {
            return "has a path, and the API has its own.";
        }

        if (parsed.IsUnixPipe)
        {
            return null;
        }

        return parsed.Port is < 0 or > 65_535 ? "has a port that is none: 0 to 65535 are."
            : parsed is { Port: 0, Host: "localhost" } ? "leaves the port open, which needs a numeric address: http://127.0.0.1:0."
            : null;
    }
}
