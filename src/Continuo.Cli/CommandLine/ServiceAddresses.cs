using System.CommandLine;

namespace Continuo.Cli.CommandLine;

/// <summary>Names of services in workflows' URLs, and where they are.</summary>
internal static class ServiceAddresses
{
    public static Option<string[]> Option() => new("--service")
    {
        Description = "Where calls to a host of this name go; may come several times. Other names go to DNS.",
        HelpName = "NAME=URL",
    };

    public static IReadOnlyDictionary<string, Uri> Read(string[]? given)
    {
        var addresses = new Dictionary<string, Uri>(StringComparer.OrdinalIgnoreCase);
        foreach (var text in given ?? [])
        {
            var sign = text.IndexOf('=');
            if (sign < 1 || !Uri.TryCreate(text[(sign + 1)..], UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            {
                throw new CliException(ExitCode.Invalid, $"--service: '{text}' is not usable.", "Write it as NAME=URL, such as payments=http://127.0.0.1:5001.");
            }

            addresses[text[..sign]] = address;
        }

        return addresses;
    }
}
