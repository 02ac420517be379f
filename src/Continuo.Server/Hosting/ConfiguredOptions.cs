using System.Globalization;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;
using Microsoft.Extensions.Configuration;

namespace Continuo.Server.Hosting;

/// <summary>Options from a section of the host's configuration, by the names that they have in C#. What is wrong is said at once, all of it.</summary>
internal sealed class ConfiguredOptions(ContinuoOptions options)
{
    private readonly List<string> _problems = [];

    /// <exception cref="HostingException">A name or a value is none; says which and what to do.</exception>
    public static void Read(IConfiguration section, ContinuoOptions options)
    {
        var reader = new ConfiguredOptions(options);
        foreach (var entry in section.GetChildren())
        {
            reader.Read(entry);
        }

        if (reader._problems.Count > 0)
        {
            throw new HostingException(string.Join('\n', reader._problems));
        }
    }

    private void Read(IConfigurationSection entry)
    {
        switch (entry.Key.ToUpperInvariant())
        {
            case "DATADIRECTORY": options.DataDirectory = entry.Value ?? options.DataDirectory; break;
            case "RUNSSCHEDULES" when bool.TryParse(entry.Value, out var runs): options.RunsSchedules = runs; break;
            case "DOCUMENTBASE" when Uri.TryCreate(entry.Value, UriKind.Absolute, out var address): options.DocumentBase = address; break;
            case "MAXBODYBYTES" when IsSize(entry.Value, out var bytes): options.MaxBodyBytes = bytes; break;
            case "BALLASTBYTES" when IsSize(entry.Value, out var bytes): options.BallastBytes = bytes; break;
            case "DRAINPATIENCE" when IsDuration(entry.Value, out var time) && time >= TimeSpan.Zero: options.DrainPatience = time; break;
            case "RETENTION" when IsDuration(entry.Value, out var time): options.Retention = time; break;
            case "ARCHIVEDIRECTORY" when entry.Value is { Length: > 0 } archive: options.ArchiveDirectory = archive; break;
            case "EVENTRETENTION" when IsDuration(entry.Value, out var time): options.EventRetention = time; break;
            case "ALLOWEDHOSTS": options.AllowedHosts.UnionWith(Texts(entry)); break;
            case "ALLOWEDORIGINS": options.AllowedOrigins.UnionWith(Texts(entry)); break;
            case "SECRETSDIRECTORY": options.SecretsDirectory = entry.Value; break;
            case "LIFECYCLESINKS": ReadSinks(entry); break;
            case "SECRETS": ReadSecrets(entry); break;
            case "LIMITS": ReadLimits(entry); break;
            case "SERVICES": break; // The section of the module that makes calls, which reads it itself.
            case "DOCUMENTBASE": Expect(entry, "an absolute address"); break;
            case "RUNSSCHEDULES": Expect(entry, "true or false"); break;
            case "MAXBODYBYTES" or "BALLASTBYTES": Expect(entry, "a number of bytes"); break;
            case "DRAINPATIENCE": Expect(entry, "a duration such as 00:00:10 or PT10S"); break;
            case "RETENTION" or "EVENTRETENTION": Expect(entry, "a duration such as 7.00:00:00 or P7D, or forever"); break;
            default: _problems.Add($"{entry.Path} is no option: DataDirectory, RunsSchedules, DocumentBase, Secrets, SecretsDirectory, Limits, MaxBodyBytes, BallastBytes, DrainPatience, Retention, EventRetention, ArchiveDirectory, LifecycleSinks, AllowedHosts, AllowedOrigins and Services are."); break;
        }
    }

    private void ReadSinks(IConfigurationSection section)
    {
        foreach (var text in Texts(section))
        {
            if (Uri.TryCreate(text, UriKind.Absolute, out var address))
            {
                options.LifecycleSinks.Add(address);
            }
            else
            {
                _problems.Add($"{section.Path} must be http or https addresses; '{text}' is none.");
            }
        }
    }

    private void ReadSecrets(IConfigurationSection section)
    {
        foreach (var secret in section.GetChildren())
        {
            options.Secrets[secret.Key] = Value(secret);
        }
    }

    private void ReadLimits(IConfigurationSection section)
    {
        // A copy: the limits that one begins with are everybody's.
        var limits = options.Limits with { };
        try
        {
            section.Bind(limits, binder => binder.ErrorOnUnknownConfiguration = true);
            options.Limits = limits;
        }
        catch (InvalidOperationException problem)
        {
            _problems.Add($"{section.Path}: {problem.Message}");
        }
    }

    private void Expect(IConfigurationSection entry, string what) => _problems.Add($"{entry.Path} must be {what}; it is '{entry.Value}'.");

    private static JsonValue Value(IConfigurationSection section)
    {
        if (section.Value is { } text)
        {
            return text;
        }

        var members = new JsonObject.Builder();
        foreach (var member in section.GetChildren())
        {
            members.Set(member.Key, Value(member));
        }

        return members.Build();
    }

    private static IEnumerable<string> Texts(IConfigurationSection section) => section.GetChildren().Select(item => item.Value).OfType<string>();

    private static bool IsSize(string? text, out long bytes) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out bytes);

    private static bool IsDuration(string? text, out TimeSpan duration)
    {
        duration = Timeout.InfiniteTimeSpan;
        return string.Equals(text, "forever", StringComparison.OrdinalIgnoreCase)
            || (TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out duration) && duration >= TimeSpan.Zero)
            || IsoDuration.TryParse(text ?? "", out duration);
    }
}
