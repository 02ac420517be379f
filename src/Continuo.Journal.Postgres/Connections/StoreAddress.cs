using Continuo.Runtime.Journaling;
using Npgsql;

namespace Continuo.Journal.Postgres.Connections;

/// <summary>Which database, and how it is named in messages: never with the password.</summary>
internal sealed class StoreAddress
{
    private readonly NpgsqlConnectionStringBuilder _parsed;

    private StoreAddress(NpgsqlConnectionStringBuilder parsed)
    {
        _parsed = parsed;
        Name = $"{parsed.Host}:{parsed.Port}/{parsed.Database}";
    }

    public string Name { get; }

    public static StoreAddress Read(string store)
    {
        var isUrl = store.StartsWith("postgres://", StringComparison.Ordinal) || store.StartsWith("postgresql://", StringComparison.Ordinal);
        try
        {
            var parsed = isUrl ? FromUrl(new Uri(store)) : new NpgsqlConnectionStringBuilder(store);
            parsed.Host ??= "127.0.0.1";
            parsed.Database ??= parsed.Username ?? "postgres";
            return new(parsed);
        }
        catch (Exception malformed) when (malformed is ArgumentException or UriFormatException or FormatException)
        {
            // What the parser says may hold what it was given, and so the password.
            throw new JournalUnavailableException("The address of the store is not understood. Give it as postgres://USER:PASSWORD@HOST:PORT/DATABASE, with special characters of the password percent-encoded.");
        }
    }

    /// <param name="name">Shown by pg_stat_activity.</param>
    /// <param name="connect">The longest that connecting may take.</param>
    /// <param name="command">The longest that an answer may take.</param>
    public string ConnectionString(string name, TimeSpan connect, TimeSpan command) => new NpgsqlConnectionStringBuilder(_parsed.ConnectionString)
    {
        ApplicationName = name,

        // A connection is an incarnation of a writer, or a reader's own with its statements: none is handed around.
        Pooling = false,
        Enlist = false,
        Multiplexing = false,
        MaxAutoPrepare = 64,
        AutoPrepareMinUsages = 2,
        Timeout = (int)Math.Ceiling(connect.TotalSeconds),
        CommandTimeout = (int)Math.Ceiling(command.TotalSeconds),
        CancellationTimeout = 2_000,
        TcpKeepAlive = true,
        TcpKeepAliveTime = 5,
        TcpKeepAliveInterval = 2,
        IncludeErrorDetail = false,
        LogParameters = false,
        PersistSecurityInfo = false,
    }.ConnectionString;

    private static NpgsqlConnectionStringBuilder FromUrl(Uri url)
    {
        var user = url.UserInfo.Split(':', 2);
        var parsed = new NpgsqlConnectionStringBuilder
        {
            Host = url.Host.Length > 0 ? Uri.UnescapeDataString(url.Host) : null,
            Port = url.Port > 0 ? url.Port : NpgsqlConnection.DefaultPort,
            Username = user[0].Length > 0 ? Uri.UnescapeDataString(user[0]) : null,
            Password = user.Length > 1 ? Uri.UnescapeDataString(user[1]) : null,
            Database = url.AbsolutePath.Length > 1 ? Uri.UnescapeDataString(url.AbsolutePath[1..]) : null,
        };
        foreach (var pair in url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = pair.Split('=', 2);
            parsed[KeyOf(Uri.UnescapeDataString(parts[0]))] = parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : "";
        }

        return parsed;
    }

    /// <summary>The names of libpq, which others' URLs have.</summary>
    private static string KeyOf(string name) => name switch
    {
        "sslmode" => "SSL Mode",
        "sslrootcert" => "Root Certificate",
        "sslcert" => "SSL Certificate",
        "sslkey" => "SSL Key",
        "user" => "Username",
        "dbname" => "Database",
        "target_session_attrs" => "Target Session Attributes",
        _ => name,
    };
}
