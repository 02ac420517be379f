using System.Collections.Immutable;
using Continuo.Engine.Instances;
using Continuo.Journal.Postgres.Connections;
using Continuo.Runtime.Journaling;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;
using Npgsql;

namespace Continuo.Journal.Postgres.Writing;

/// <summary>Definitions: deployed by any node, one at a time.</summary>
internal static class Definitions
{
    private const string Columns = "SELECT hash, namespace, name, version, source, created_at, documents FROM definitions";

    private const string Current = "SELECT hash FROM definitions WHERE namespace = $1 AND name = $2 AND version = $3 AND current";

    public static async Task<DeployOutcome> Deploy(Session session, StoredDefinition definition, CancellationToken cancellation)
    {
        await using var transaction = await session.Connection.BeginTransactionAsync(cancellation);
        await session.Execute("LOCK TABLE definitions IN SHARE ROW EXCLUSIVE MODE", cancellation);
        var outcome = await Look(session, definition, cancellation);
        if (outcome is DeployOutcome.Unchanged or DeployOutcome.Pinned)
        {
            return outcome;
        }

        // What was replaced stays readable by its hash: a start that was decided on it may be on its way.
        await session.Execute(
            "UPDATE definitions SET current = false WHERE namespace = $1 AND name = $2 AND version = $3 AND current",
            cancellation,
            Parameter.Of(definition.Name.Namespace),
            Parameter.Of(definition.Name.Name),
            Parameter.Of(definition.Version));
        await session.Execute(
            """
            INSERT INTO definitions(hash, namespace, name, version, source, current, created_at, documents) VALUES($1, $2, $3, $4, $5, true, $6, $7)
            ON CONFLICT(hash) DO UPDATE SET current = true
            """,
            cancellation,
            Parameter.Of(definition.Hash.Hex),
            Parameter.Of(definition.Name.Namespace),
            Parameter.Of(definition.Name.Name),
            Parameter.Of(definition.Version),
            Parameter.Of(definition.Source),
            Parameter.Of(definition.CreatedAt.UtcTicks),
            Parameter.Of(Text(definition.Documents)));
        await transaction.CommitAsync(cancellation);
        return outcome;
    }

    public static async Task<DefinitionDeletion> Delete(Session session, WorkflowName name, string version, bool isDry, CancellationToken cancellation)
    {
        await using var transaction = await session.Connection.BeginTransactionAsync(cancellation);
        await session.Execute("LOCK TABLE definitions IN SHARE ROW EXCLUSIVE MODE", cancellation);
        var hash = await session.Scalar<string>(
            Current, cancellation, Parameter.Of(name.Namespace), Parameter.Of(name.Name), Parameter.Of(version));
        if (hash is null)
        {
            return new(false, []);
        }

        var pinning = await session.Rows(
            "SELECT i.id FROM pins JOIN instances i ON i.pin = pins.n WHERE pins.definition = $1 LIMIT $2",
            row => new InstanceId(row.GetString(0)),
            cancellation,
            Parameter.Of(hash),
            Parameter.Of(DefinitionDeletion.MostNamed));
        if (pinning.Count == 0 && !isDry)
        {
            await session.Execute("UPDATE definitions SET current = false WHERE hash = $1", cancellation, Parameter.Of(hash));
            await transaction.CommitAsync(cancellation);
        }

        return new(true, [.. pinning]);
    }

    public static async Task<StoredDefinition?> Find(Session session, DefinitionHash hash, CancellationToken cancellation) =>
        (await session.Rows($"{Columns} WHERE hash = $1", Definition, cancellation, Parameter.Of(hash.Hex))).SingleOrDefault();

    public static async Task<ImmutableArray<StoredDefinition>> List(Session session, WorkflowName? name, CancellationToken cancellation) =>
        name is { } given
            ? [.. await session.Rows($"{Columns} WHERE current AND namespace = $1 AND name = $2", Definition, cancellation, Parameter.Of(given.Namespace), Parameter.Of(given.Name))]
            : [.. await session.Rows($"{Columns} WHERE current", Definition, cancellation)];

    private static StoredDefinition Definition(NpgsqlDataReader row) =>
        new(new(row.GetString(0)), new(row.GetString(1), row.GetString(2)), row.GetString(3), row.GetString(4), new(row.GetInt64(5), TimeSpan.Zero))
        {
            Documents = row.IsDBNull(6) ? [] : [.. JsonValue.Parse(row.GetString(6)).Object.Select(member => new ExternalDocument(member.Key, member.Value.String))],
        };

    private static string? Text(ImmutableArray<ExternalDocument> documents) =>
        documents.IsEmpty ? null : JsonWriter.Write(JsonObject.Of([.. documents.Select(document => (document.Key, (JsonValue)document.Text))]));

    private static async Task<DeployOutcome> Look(Session session, StoredDefinition definition, CancellationToken cancellation)
    {
        var current = await session.Scalar<string>(
            Current,
            cancellation,
            Parameter.Of(definition.Name.Namespace),
            Parameter.Of(definition.Name.Name),
            Parameter.Of(definition.Version));
        if (current is null)
        {
            return DeployOutcome.Created;
        }

        if (current == definition.Hash.Hex)
        {
            return DeployOutcome.Unchanged;
        }

        var isPinned = await session.Scalar<bool>(
            "SELECT EXISTS (SELECT 1 FROM pins JOIN instances ON instances.pin = pins.n WHERE pins.definition = $1)", cancellation, Parameter.Of(current));
        return isPinned ? DeployOutcome.Pinned : DeployOutcome.Replaced;
    }
}
