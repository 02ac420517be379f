using Microsoft.Extensions.Options;

namespace Continuo.Services.Registry;

/// <summary>Finds every mistake in the options at once, when the host starts.</summary>
internal sealed class ServicesOptionsCheck : IValidateOptions<ServicesOptions>
{
    public ValidateOptionsResult Validate(string? name, ServicesOptions options)
    {
        List<string> problems = [];
        foreach (var (service, addresses) in options.Endpoints)
        {
            if (Uri.CheckHostName(service) != UriHostNameType.Dns)
            {
                problems.Add($"{ServicesOptions.Section}:Endpoints: '{service}' is not a service's name: letters, digits and hyphens.");
            }

            if (addresses.Count == 0)
            {
                problems.Add($"{ServicesOptions.Section}:Endpoints:{service} has no address: give at least one, or leave the service out.");
            }

            problems.AddRange(addresses
                .Where(address => !Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.Query.Length > 0)
                .Select(address => $"{ServicesOptions.Section}:Endpoints:{service}: '{address}' is not an absolute http or https address without a query."));
        }

        if (options.ConnectTimeout <= TimeSpan.Zero || options.CallTimeout <= TimeSpan.Zero)
        {
            problems.Add($"{ServicesOptions.Section}: ConnectTimeout and CallTimeout must be longer than zero.");
        }

        if (options.DocumentBase is { } start && (!start.IsAbsoluteUri || start.Scheme is not ("http" or "https" or "file")))
        {
            problems.Add($"{ServicesOptions.Section}:DocumentBase: '{start}' is not an absolute http, https or file address.");
        }

        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }
}
