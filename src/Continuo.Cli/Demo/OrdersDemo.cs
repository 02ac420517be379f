using System.Diagnostics;
using Continuo.Cli.CommandLine;
using Continuo.Cli.Output;
using Continuo.Client;
using Continuo.Workflows.Json;

namespace Continuo.Cli.Demo;

/// <summary>The story of the demo: three services, a handful of orders, a server killed in the middle, and what the ledgers say afterwards.</summary>
internal sealed class OrdersDemo(DemoFiles files, OrderServices services, DemoServer server, Terminal terminal)
{
    private static readonly TimeSpan s_startPatience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_endPatience = TimeSpan.FromSeconds(60);

    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly Dictionary<string, string> _seen = [];
    private readonly HashSet<string> _slow = [];

    public static async Task<int> Run(string? data, Terminal terminal, CancellationToken cancellation)
    {
        using var files = DemoFiles.Open(data);
        await using var services = OrderServices.Start(files.Root, files.Data);
        await using var server = new DemoServer(files.Data, [.. services.ServerArguments]);
        return await new OrdersDemo(files, services, server, terminal).Tell(cancellation);
    }

    private async Task<int> Tell(CancellationToken cancellation)
    {
        await Task.WhenAll(services.AwaitReady(s_startPatience, cancellation), server.Start(s_startPatience, cancellation));
        Say($"three services and a server (process {server.ProcessId}) are up, each a process of its own");
        var deployed = await server.Client.Deploy(await File.ReadAllTextAsync(files.Workflow, cancellation), cancellation: cancellation);
        Say($"deployed {deployed.Namespace}/{deployed.Name}@{deployed.Version}");
        var orders = await StartOrders(deployed, cancellation);
        var inFlight = await KillInTheMiddle(orders, cancellation);
        await server.Start(s_startPatience, cancellation);
        Say($"a new server (process {server.ProcessId}) took over the same store; nobody tells it what to do");
        var ended = await AwaitEnds(orders, cancellation);
        return await Conclude(ended, inFlight, cancellation);
    }

    private async Task<List<string>> StartOrders(DeployedWorkflow workflow, CancellationToken cancellation)
    {
        var orders = new List<string>();
        foreach (var file in files.Inputs)
        {
            var input = await File.ReadAllTextAsync(file, cancellation);
            var order = JsonValue.Parse(input)["order"].AsString!;
            await server.Client.Start(new StartInstance(workflow.Namespace, workflow.Name, input) { Id = order, Labels = [new("file", Path.GetFileNameWithoutExtension(file))] }, cancellation);
            orders.Add(order);
            if (!JsonValue.Parse(input)["slowMs"].IsNull)
            {
                _slow.Add(order);
            }

            Say($"{order} started from {Path.GetFileName(file)}");
        }

        return orders;
    }

    /// <returns>The orders that were in flight by the server's own word when it was killed.</returns>
    private async Task<List<string>> KillInTheMiddle(List<string> orders, CancellationToken cancellation)
    {
        List<Instance> open = [];
        var charged = new List<string>();
        await Polling.Until(
            "a card is charged and the server does not know it yet",
            async () =>
            {
                var ledger = await services.Ledger("payments", cancellation);
                open = [.. (await Look(orders, cancellation)).Where(instance => !instance.HasEnded)];
                charged = [.. open.Where(instance => IsCharging(instance) && OrdersProof.WasCharged(ledger, instance.Id)).Select(instance => instance.Id)];
                return charged.Any(_slow.Contains);
            },
            s_endPatience,
            cancellation);
        var process = server.ProcessId;
        await server.Kill();
        Say($"SIGKILL to the server (process {process}) while {open.Count} orders are in flight: {string.Join(", ", open.Select(instance => instance.Id))}");
        Say($"charged by the payments service, but the server was never told: {string.Join(", ", charged)}");
        return [.. open.Select(instance => instance.Id)];
    }

    private static bool IsCharging(Instance instance) =>
        instance.Innermost.Any(task => task.GetProperty("pointer").GetString()!.EndsWith("/charge", StringComparison.Ordinal));

    private async Task<List<Instance>> AwaitEnds(List<string> orders, CancellationToken cancellation)
    {
        List<Instance> instances = [];
        await Polling.Until(
            "every order has ended",
            async () => (instances = await Look(orders, cancellation)).All(instance => instance.HasEnded),
            s_endPatience,
            cancellation);
        return instances;
    }

    /// <summary>Asks for every order, and tells what has changed.</summary>
    private async Task<List<Instance>> Look(List<string> orders, CancellationToken cancellation)
    {
        var instances = new List<Instance>();
        foreach (var order in orders)
        {
            var instance = await server.Client.GetInstance(order, cancellation: cancellation);
            instances.Add(instance);
            var now = instance.HasEnded ? $"{instance.Status}{Outcome(instance, ": ")}" : string.Join(", ", instance.Innermost.Select(TaskText));
            if (now.Length > 0 && _seen.GetValueOrDefault(order) != now)
            {
                _seen[order] = now;
                Say($"{order} {now}");
            }
        }

        return instances;
    }

    private async Task<int> Conclude(List<Instance> ended, List<string> inFlight, CancellationToken cancellation)
    {
        var proof = new OrdersProof(
            await services.Ledger("inventory", cancellation),
            await services.Ledger("payments", cancellation),
            await services.Ledger("shipping", cancellation));
        terminal.Line("");
        terminal.Rows(["ORDER", "PATH", "OUTCOME", "TIME"], ended.Select(instance => new[]
        {
            instance.Id,
            string.Join(", ", PathTaken(instance, proof, inFlight)),
            $"{instance.Status}{Outcome(instance, ": ")}",
            instance.FinishedAt is { } end ? $"{(end - instance.CreatedAt).TotalSeconds:0.0} s" : "",
        }));
        terminal.Line("");
        terminal.Line("What the services' own ledgers say:");
        var holds = ended.All(instance => instance.Status == "completed") && inFlight.Count > 0 && proof.Repeats > 0;
        foreach (var (claim, violations) in proof.Check(ended.ToDictionary(instance => instance.Id, instance => Outcome(instance, ""))))
        {
            holds &= violations.Count == 0;
            terminal.Line(violations.Count == 0 ? $"  yes  {claim}" : $"  NO   {claim}: not so for {string.Join(", ", violations)}");
        }

        terminal.Line($"       {proof.Repeats:0} requests came a second time after the kill, with the same key, and were answered without being done again");
        terminal.Line("");
        if (!holds)
        {
            terminal.Line("The proof FAILED.");
            return ExitCode.Failed;
        }

        TellMore();
        return ExitCode.Ok;
    }

    private void TellMore()
    {
        terminal.Line($"Took {_watch.Elapsed.TotalSeconds:0.0} s. What to try next:");
        terminal.Line("  ./continuo run samples/hello.yaml --input '{\"name\":\"Ada\"}'     a workflow without a server");
        terminal.Line("  less samples/orders/order.yaml                               what you have just seen: retry and undo are a few lines");
        terminal.Line("  ./continuo serve                                             a server of your own; then, beside it:");
        terminal.Line("  ./continuo workflow deploy samples/hello.yaml && ./continuo instance list");
    }

    private static IEnumerable<string> PathTaken(Instance instance, OrdersProof proof, List<string> inFlight)
    {
        if (inFlight.Contains(instance.Id))
        {
            yield return "resumed";
        }

        yield return proof.WasUndone(instance.Id) ? "compensated" : instance.Status;
    }

    private static string Outcome(Instance instance, string before)
    {
        var output = JsonValue.Parse(instance.Output.GetRawText());
        var reason = output["reason"].AsString;
        return output["outcome"].AsString is { } outcome ? $"{before}{outcome}{(before.Length == 0 || reason is null ? "" : $" ({reason})")}" : "";
    }

    private static string TaskText(System.Text.Json.JsonElement task)
    {
        var pointer = task.GetProperty("pointer").GetString()!;
        var name = pointer[(pointer.LastIndexOf('/') + 1)..];
        var attempt = task.GetProperty("attempt").GetInt32();
        return $"{name} {task.GetProperty("status").GetString()}{(attempt > 1 ? $" (attempt {attempt})" : "")}";
    }

    private void Say(string line) => terminal.Line($"{_watch.Elapsed.TotalSeconds,5:0.0}s  {line}");
}
