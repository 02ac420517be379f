using System.CommandLine;
using Continuo.Cli.CommandLine;

namespace Continuo.Cli.Serving;

/// <summary><c>--lifecycle-sink</c>: where lifecycle events are posted to.</summary>
internal static class LifecycleSinkOption
{
    public static Option<string[]> Create() => new("--lifecycle-sink")
    {
        Description = "Post every lifecycle event to this address, as a CloudEvent; may come several times.",
        HelpName = "URL",
    };

    /// <exception cref="CliException">An address is not usable.</exception>
    public static Uri[] Read(string[]? given) => [.. (given ?? []).Select(text =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address is { Scheme: "http" or "https", UserInfo: "" }
            ? address
            : throw new CliException(ExitCode.Invalid, $"--lifecycle-sink: '{text}' is no address that events can be posted to.", "Write it as http://HOST:PORT/PATH, without a user name."))];
}
