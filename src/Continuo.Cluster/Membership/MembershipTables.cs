using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Continuo.Cluster.Membership;

/// <summary>The tables in which the nodes of a cluster find each other, and the statements by which Orleans uses them.</summary>
/// <remarks>
/// Orleans reads its statements from a table, by fixed keys; names and types of parameters and columns are its contract. Each change of a member raises the version of the
/// table from the one that the writer has seen, in the same statement: of two that saw the same, one fails and reads again.
/// </remarks>
internal sealed class MembershipTables(string connectionString) : IHostedService
{
    // Any number that nothing else in the database is likely to lock.
    private const long Lock = 0x636f6e74696e756f;

    private const string Tables =
        """
        CREATE TABLE IF NOT EXISTS OrleansQuery(QueryKey varchar(64) PRIMARY KEY, QueryText varchar(8000) NOT NULL);
        CREATE TABLE IF NOT EXISTS cluster_versions(DeploymentId varchar(150) PRIMARY KEY, Version integer NOT NULL DEFAULT 0, ChangedAt timestamptz(3) NOT NULL DEFAULT now());
        CREATE TABLE IF NOT EXISTS cluster_members(
            DeploymentId varchar(150) NOT NULL REFERENCES cluster_versions, Address varchar(45) NOT NULL, Port integer NOT NULL, Generation integer NOT NULL,
            SiloName varchar(150) NOT NULL, HostName varchar(150) NOT NULL, Status integer NOT NULL, ProxyPort integer, SuspectTimes varchar(8000),
            StartTime timestamptz(3) NOT NULL, IAmAliveTime timestamptz(3) NOT NULL, PRIMARY KEY(DeploymentId, Address, Port, Generation));
        """;

    private const string Columns = "v.DeploymentId, m.Address, m.Port, m.Generation, m.SiloName, m.HostName, m.Status, m.ProxyPort, m.SuspectTimes, m.StartTime, m.IAmAliveTime, v.Version";

    private const string ThisMember = "Address = @Address AND Port = @Port AND Generation = @Generation";

    private const string NextVersion =
        "WITH next AS (UPDATE cluster_versions SET Version = Version + 1, ChangedAt = now() WHERE DeploymentId = @DeploymentId AND Version = @Version RETURNING DeploymentId)";

    private static readonly (string Key, string Text)[] s_statements =
    [
        ("UpdateIAmAlivetimeKey", $"UPDATE cluster_members SET IAmAliveTime = @IAmAliveTime WHERE DeploymentId = @DeploymentId AND {ThisMember}"),
        ("InsertMembershipVersionKey", "WITH made AS (INSERT INTO cluster_versions(DeploymentId) VALUES(@DeploymentId) ON CONFLICT DO NOTHING RETURNING 1) SELECT count(*)::int FROM made"),
        ("InsertMembershipKey", NextVersion + """
            , made AS (
                INSERT INTO cluster_members(DeploymentId, Address, Port, Generation, SiloName, HostName, Status, ProxyPort, StartTime, IAmAliveTime)
                SELECT next.DeploymentId, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime FROM next
                RETURNING 1)
            SELECT count(*)::int FROM made
            """),
        ("UpdateMembershipKey", NextVersion + $"""
            , changed AS (
                UPDATE cluster_members m SET Status = @Status, SuspectTimes = @SuspectTimes, IAmAliveTime = @IAmAliveTime FROM next
                WHERE m.DeploymentId = next.DeploymentId AND {ThisMember} RETURNING 1)
            SELECT count(*)::int FROM changed
            """),
        ("MembershipReadRowKey", $"SELECT {Columns} FROM cluster_versions v LEFT JOIN cluster_members m ON m.DeploymentId = v.DeploymentId AND {ThisMember} WHERE v.DeploymentId = @DeploymentId"),
        ("MembershipReadAllKey", $"SELECT {Columns} FROM cluster_versions v LEFT JOIN cluster_members m ON m.DeploymentId = v.DeploymentId WHERE v.DeploymentId = @DeploymentId"),
        ("DeleteMembershipTableEntriesKey", "WITH gone AS (DELETE FROM cluster_members WHERE DeploymentId = @DeploymentId) DELETE FROM cluster_versions WHERE DeploymentId = @DeploymentId"),
        ("CleanupDefunctSiloEntriesKey", "DELETE FROM cluster_members WHERE DeploymentId = @DeploymentId AND IAmAliveTime < @IAmAliveTime AND Status <> 3"),
        ("GatewaysQueryKey", "SELECT Address, ProxyPort, Generation FROM cluster_members WHERE DeploymentId = @DeploymentId AND Status = @Status AND ProxyPort > 0"),
    ];

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection, transaction);
        batch.BatchCommands.Add(new($"SELECT pg_advisory_xact_lock({Lock})"));
        foreach (var table in Tables.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            batch.BatchCommands.Add(new(table));
        }

        foreach (var (key, text) in s_statements)
        {
            var save = new NpgsqlBatchCommand("INSERT INTO OrleansQuery VALUES($1, $2) ON CONFLICT(QueryKey) DO UPDATE SET QueryText = excluded.QueryText WHERE OrleansQuery.QueryText <> excluded.QueryText");
            save.Parameters.Add(new() { Value = key });
            save.Parameters.Add(new() { Value = text });
            batch.BatchCommands.Add(save);
        }

        await batch.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
