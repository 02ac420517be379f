using Continuo.Cli.CommandLine;
using Continuo.Journal.Postgres;
using Continuo.Journal.Postgres.Transfer;
using Continuo.Journal.Sqlite.Transfer;
using Continuo.Runtime.Journaling;

namespace Continuo.Cli.Stores;

/// <summary>A store as arguments name it: a data folder, or an address that says its kind.</summary>
internal sealed record StoreAddress(bool IsPostgres, string Text)
{
    public const string Help = "DIR|postgres://...";

    /// <summary>For people: without what may be a password.</summary>
    public string Place => IsPostgres && Uri.TryCreate(Text, UriKind.Absolute, out var address) ? $"{address.Host}:{address.Port}{address.AbsolutePath}" : Text;

    private PostgresJournalOptions Database => new() { Store = Text };

    public static StoreAddress Parse(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon > 1 && text[..colon] is var kind && kind.All(char.IsAsciiLetter)
            ? kind switch
            {
                "sqlite" => new(false, text[(colon + 1)..]),
                "postgres" or "postgresql" => new(true, text),
                _ => throw new CliException(ExitCode.Invalid, $"'{kind}' is no kind of store.", $"Write the store as {Help}."),
            }
            : new(false, text);
    }

    /// <summary>Whether there is a file; of a database only opening it tells.</summary>
    public bool IsFile() => !IsPostgres && (File.Exists(Path.Combine(Text, "continuo.db")) || File.Exists(Text));

    /// <param name="alone">Whether nobody may write to it meanwhile.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    public async Task<IStoreExport> Read(bool alone, TimeProvider time, CancellationToken cancellation) =>
        IsPostgres ? await PostgresImage.Open(Database, alone, cancellation)
        : IsFile() ? SqliteImage.Open(Text, time, alone)
        : throw new CliException(ExitCode.NotFound, $"There is no store at '{Text}'.", "Name the data folder of a server, or the file of a backup.");

    public async Task<IStoreImport> Create(StoreHeading origin, int shards, CancellationToken cancellation) =>
        IsPostgres ? await PostgresImport.Create(Database with { Shards = shards }, origin, cancellation) : SqliteImport.Create(Text, origin, shards);
}
