using System.CommandLine;
using Continuo.Cli.CommandLine;
using Continuo.Cli.Output;
using Continuo.Client;
using Continuo.Workflows.Json;

namespace Continuo.Cli.Remote;

/// <summary>What a command is for: one instance by its id, or those that a query finds, with what makes the latter safe.</summary>
internal sealed class TargetOptions
{
    private readonly Argument<string?> _id = new("ID") { Description = "The instance.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string> _where = InstanceCommands.WhereOption();
    private readonly Option<double?> _rate = new("--rate") { Description = "With --where: instances a second (50).", HelpName = "number" };
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Only show what would become of each instance." };
    private readonly Option<bool> _yes = new("--yes") { Description = "With --where: do not ask." };
    private readonly Option<bool> _detach = new("--detach") { Description = "With --where: print the operation's id and do not wait for its end." };

    public void AddTo(Command command)
    {
        command.Add(_id);
        command.Add(_where);
        command.Add(_rate);
        command.Add(_dryRun);
        command.Add(_yes);
        command.Add(_detach);
    }

    public string? Id(ParseResult parsed) => parsed.GetValue(_id);

    public bool IsDryRun(ParseResult parsed) => parsed.GetValue(_dryRun);

    /// <summary>Does it to the one instance, or begins an operation.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="terminal">Where to write.</param>
    /// <param name="one">To one instance.</param>
    /// <param name="many">The body of the operation, without what these options say.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task<int> Run(ParseResult parsed, Terminal terminal, Func<ContinuoClient, string, Task<Instance>> one, Func<JsonObject.Builder> many, CancellationToken cancellation)
    {
        var client = ServerOptions.Connect(parsed);
        if (IsOne(parsed))
        {
            if (IsDryRun(parsed))
            {
                return await Many(parsed, terminal, client, many(), $"id = \"{Id(parsed)}\"", cancellation);
            }

            InstanceCommands.Said(parsed, terminal, await one(client, Id(parsed)!));
            return ExitCode.Ok;
        }

        return await Many(parsed, terminal, client, many(), parsed.GetValue(_where)!, cancellation);
    }

    public Task<int> Many(ParseResult parsed, Terminal terminal, ContinuoClient client, JsonObject.Builder body, CancellationToken cancellation) =>
        Many(parsed, terminal, client, body, parsed.GetValue(_where)!, cancellation);

    /// <summary>Whether one instance is meant; refuses neither and both.</summary>
    public bool IsOne(ParseResult parsed)
    {
        var (id, where) = (Id(parsed), parsed.GetValue(_where));
        if (id is null == where is null)
        {
            throw new CliException(
                ExitCode.Invalid,
                id is null ? "Neither an instance nor --where is given." : "Both an instance and --where are given.",
                "Name one instance by its id, or many by --where 'status = faulted'.");
        }

        return id is not null;
    }

    private async Task<int> Many(ParseResult parsed, Terminal terminal, ContinuoClient client, JsonObject.Builder body, string where, CancellationToken cancellation)
    {
        body.Set("where", where);
        if (parsed.GetValue(_rate) is { } rate)
        {
            body.Set("rate", rate);
        }

        var bulk = new BulkRun(client, terminal, ContinuoCommandLine.IsJson(parsed), body.Build());
        return IsDryRun(parsed)
            ? await bulk.Preview(cancellation)
            : await bulk.Run(parsed.GetValue(_yes), parsed.GetValue(_detach), cancellation);
    }
}
