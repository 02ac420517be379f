using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net;

namespace Continuo.Cli.Serving;

/// <summary><c>--store</c> and what a node of a cluster needs to be told beside it.</summary>
internal sealed class ClusterSettings
{
    private readonly Option<string?> _store = new("--store")
    {
        Description = "The PostgreSQL database that holds the store, in place of a file; every server on it is a node of one cluster.",
        HelpName = "postgres://USER@HOST/DATABASE",
    };

    private readonly Option<int> _shards = new("--shards") { Description = "Shards of a store that is made (512); an existing one keeps its own number.", DefaultValueFactory = _ => 512 };

    private readonly Option<IPAddress?> _address = new("--node-address")
    {
        Description = "Where the other nodes reach this one (the machine's first address). The port must be closed to everybody else.",
        HelpName = "IP",
        CustomParser = Address,
    };

    private readonly Option<int> _port = new("--node-port") { Description = "The port for the other nodes (11111); 0 takes a free one.", DefaultValueFactory = _ => 11_111 };

    private readonly Option<bool> _kubernetes = new("--kubernetes") { Description = "Take names and addresses from the pod, and declare pods dead that are gone." };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_store, _shards, _address, _port, _kubernetes])
        {
            command.Options.Add(option);
        }
    }

    /// <returns>Null for a store in a file.</returns>
    public StoreSettings? Read(ParseResult parsed) => parsed.GetValue(_store) is { } store
        ? new(store, parsed.GetValue(_shards), parsed.GetValue(_address), parsed.GetValue(_port), parsed.GetValue(_kubernetes))
        : null;

    private static IPAddress? Address(ArgumentResult given)
    {
        if (given.Tokens is [{ Value: var text }] && IPAddress.TryParse(text, out var address))
        {
            return address;
        }

        given.AddError("--node-address is no IP address.");
        return null;
    }
}
