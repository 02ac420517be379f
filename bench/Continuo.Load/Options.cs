using System.Collections.Immutable;
using System.Globalization;

namespace Continuo.Load;

/// <summary>What the command line asks for.</summary>
internal sealed record Options
{
    public required string Scenario { get; init; }

    public ImmutableArray<int> Clients { get; init; } = [1, 16, 128];

    public TimeSpan Seconds { get; init; } = TimeSpan.FromSeconds(4);

    public int Repeat { get; init; } = 3;

    public required string Data { get; init; }

    public bool Http { get; init; }

    /// <summary>Instances, timers, events or tasks, whatever the scenario has many of; null for as many as its name says.</summary>
    public int? Count { get; init; }

    /// <summary>Requests a second in an open loop; null for a closed one.</summary>
    public double? Rate { get; init; }

    /// <summary><c>sqlite</c>, or the address of a PostgreSQL database.</summary>
    public string Store { get; init; } = "sqlite";

    public static Options Parse(string[] args)
    {
        string? Value(string name) => Array.IndexOf(args, name) is var i and >= 0 && i + 1 < args.Length ? args[i + 1] : null;
        double Number(string name, double otherwise) => Value(name) is { } text ? double.Parse(text, CultureInfo.InvariantCulture) : otherwise;
        return new Options
        {
            Scenario = args[0],
            Clients = [.. (Value("--clients") ?? "1,16,128").Split(',').Select(text => int.Parse(text, CultureInfo.InvariantCulture))],
            Seconds = TimeSpan.FromSeconds(Number("--seconds", 4)),
            Repeat = (int)Number("--repeat", 3),
            Data = Value("--data") ?? Directory.CreateTempSubdirectory("continuo-load-").FullName,
            Http = args.Contains("--http"),
            Count = Value("--count") is { } count ? int.Parse(count, CultureInfo.InvariantCulture) : null,
            Rate = Value("--rate") is { } rate ? double.Parse(rate, CultureInfo.InvariantCulture) : null,
            Store = Value("--store") ?? "sqlite",
        };
    }
}
