using System.Globalization;
using System.IO.Hashing;
using System.Text;
using Continuo.Processes.Shells;
using Continuo.Workflows.Json;
using Docker.DotNet.Models;

namespace Continuo.Processes.Containers;

/// <summary>The container that a task asks for, as the engine is to be told.</summary>
internal sealed class ContainerPlan(ProcessWork work, ImageInspectResponse image)
{
    /// <summary>By these a container is recognised as the one of an attempt, after a crash too.</summary>
    public const string KeyLabel = "continuo.key";

    public const string AttemptLabel = "continuo.attempt";

    /// <summary>Seconds after its end at which a container is removed.</summary>
    public const string RemoveLabel = "continuo.remove-after";

    public ProcessWork Work => work;

    public string Attempt { get; } = work.Request.Attempt.ToString(CultureInfo.InvariantCulture);

    public bool IsRemovedAtOnce => work.With["cleanup"].AsString == "always";

    public TimeSpan? RemoveAfter => work.Arguments["removeAfter"] is { IsNumber: true } seconds ? TimeSpan.FromSeconds(seconds.Number) : null;

    /// <summary>The name that the workflow gives, or the one that the standard recommends. The same for the same attempt, so that a repeat meets the container of before.</summary>
    public string Name { get; } = work.With["name"].IsNull ? Recommended(work) : work.Text("name");

    public CreateContainerParameters Parameters() => new()
    {
        Name = Name,
        Image = work.Text("image"),
        Cmd = Command()!,
        Env = [.. work.Environment.Where(pair => pair.Value is not null).Select(pair => $"{pair.Key}={pair.Value}")],
        ExposedPorts = Ports().ToDictionary(pair => pair.Key, _ => default(EmptyStruct)),
        OpenStdin = work.Stdin.Length > 0,
        StdinOnce = work.Stdin.Length > 0,
        AttachStdin = work.Stdin.Length > 0,
        Labels = Labels(),
        HostConfig = new HostConfig
        {
            Binds = [.. Pairs("volumes").Select(pair => $"{(pair.Key.StartsWith('.') ? Path.GetFullPath(pair.Key) : pair.Key)}:{pair.Value}")],
            PortBindings = Ports(),
            AutoRemove = IsRemovedAtOnce && !work.IsAwaited,
        },
    };

    private static string Recommended(ProcessWork work)
    {
        var of = work.Arguments["of"];
        var id = new Guid(XxHash128.Hash(Encoding.UTF8.GetBytes($"{work.Request.Key}#{work.Request.Attempt}")));
        var name = $"{of["workflow"].AsString}-{id}.{of["namespace"].AsString}-{of["task"].AsString}";
        return string.Concat(name.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '.' or '-' ? letter : '-'));
    }

    /// <summary>A command is for the shell of the image; without one the arguments go to what the image runs.</summary>
    private List<string>? Command()
    {
        var arguments = ProcessText.Arguments(work.With["arguments"]);
        if (!work.With["command"].IsNull)
        {
            return ["sh", "-c", ShellKind.WithArguments(work.Text("command"), arguments.Length > 0), "sh", .. arguments];
        }

        var runs = image.Config?.Entrypoint is { Count: > 0 } ? [] : image.Config?.Cmd ?? [];
        return arguments.Length == 0 ? null : [.. runs, .. arguments];
    }

    private Dictionary<string, string> Labels()
    {
        var labels = new Dictionary<string, string> { [KeyLabel] = work.Request.Key, [AttemptLabel] = Attempt };
        if (RemoveAfter is { } after)
        {
            labels[RemoveLabel] = after.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        }

        return labels;
    }

    private Dictionary<string, IList<PortBinding>> Ports()
    {
        var ports = new Dictionary<string, IList<PortBinding>>();
        foreach (var (host, given) in Pairs("ports"))
        {
            var slash = host.IndexOf('/', StringComparison.Ordinal);
            var inside = given.Contains('/', StringComparison.Ordinal) ? given : given + (slash < 0 ? "/tcp" : host[slash..]);
            ports.TryAdd(inside, []);
            ports[inside].Add(new PortBinding { HostPort = slash < 0 ? host : host[..slash] });
        }

        return ports;
    }

    private IEnumerable<KeyValuePair<string, string>> Pairs(string name) => work.With[name] switch
    {
        { IsNull: true } => [],
        { IsObject: true } pairs => pairs.Object.Select(pair => KeyValuePair.Create(pair.Key, ProcessText.Of(pair.Value))),
        var other => throw ProcessText.Wrong(name, "an object", other),
    };
}
