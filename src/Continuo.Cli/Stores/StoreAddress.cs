using Continuo.Cli.CommandLine;
using Continuo.Journal.Sqlite.Transfer;
using Continuo.Runtime.Journaling;

namespace Continuo.Cli.Stores;

/// <summary>A store as arguments name it: a data folder, or an address that says its kind.</summary>
internal sealed record StoreAddress(string Kind, string Place)
{
    public const string Help = "DIR|sqlite:DIR";

    private const string Sqlite = "sqlite";

    public static StoreAddress Parse(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon > 1 && text[..colon] is var kind && kind.All(char.IsAsciiLetter)
            ? kind == Sqlite ? new(Sqlite, text[(colon + 1)..]) : throw Unknown(text)
            : new(Sqlite, text);
    }

    public bool Exists() => File.Exists(Path.Combine(Place, "continuo.db")) || File.Exists(Place);

    /// <summary>To be read while a server may write to it.</summary>
    public IStoreExport Read(TimeProvider time) => Guarded(() => SqliteImage.Open(Place, time));

    /// <summary>To be read while nobody writes to it.</summary>
    public IStoreExport ReadAlone(TimeProvider time) => Guarded(() => SqliteImage.Open(Place, time, alone: true));

    public IStoreImport Create(StoreHeading origin, int shards) => SqliteImport.Create(Place, origin, shards);

    private IStoreExport Guarded(Func<IStoreExport> open) => Exists()
        ? open()
        : throw new CliException(ExitCode.NotFound, $"There is no store at '{Place}'.", "Name the data folder of a server, or the file of a backup.");

    private static CliException Unknown(string text) => new(ExitCode.Invalid, $"'{text}' names no kind of store that is known here.", $"Write it as {Help}.");
}
