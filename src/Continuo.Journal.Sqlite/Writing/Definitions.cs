using System.Collections.Immutable;
using Continuo.Engine.Instances;
using Continuo.Journal.Sqlite.Connections;
using Continuo.Runtime.Journaling;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;

namespace Continuo.Journal.Sqlite.Writing;

/// <summary>Deploys within the open transaction.</summary>
internal static class Definitions
{
    public static DeployOutcome Deploy(Database database, StoredDefinition definition)
    {
        var outcome = Look(database, definition);
        if (outcome is DeployOutcome.Unchanged or DeployOutcome.Pinned)
        {
            return outcome;
        }

        // What was replaced stays readable by its hash: a start that was decided on it may be on its way.
        using var retire = database.PrepareOnce("UPDATE definitions SET current = 0 WHERE namespace = ?1 AND name = ?2 AND version = ?3 AND current = 1");
        retire.Bind(1, definition.Name.Namespace).Bind(2, definition.Name.Name).Bind(3, definition.Version).Run();
        using var insert = database.PrepareOnce(
            """
            INSERT INTO definitions(hash, namespace, name, version, source, current, created_at, documents) VALUES(?1, ?2, ?3, ?4, ?5, 1, ?6, ?7)
            ON CONFLICT(hash) DO UPDATE SET current = 1
            """);
        insert.Bind(1, definition.Hash.Hex).Bind(2, definition.Name.Namespace).Bind(3, definition.Name.Name).Bind(4, definition.Version)
            .Bind(5, definition.Source).Bind(6, definition.CreatedAt.UtcTicks).Bind(7, Text(definition.Documents)).Run();
        return outcome;
    }

    public static DefinitionDeletion Delete(Database database, WorkflowName name, string version, bool isDry)
    {
        using var find = database.PrepareOnce("SELECT hash FROM definitions WHERE namespace = ?1 AND name = ?2 AND version = ?3 AND current = 1");
        if (!find.Bind(1, name.Namespace).Bind(2, name.Name).Bind(3, version).Step())
        {
            return new(false, []);
        }

        var hash = find.Text(0);
        using var pinned = database.PrepareOnce("SELECT i.id FROM pins JOIN instances i ON i.pin = pins.n WHERE pins.definition = ?1 LIMIT ?2");
        pinned.Bind(1, hash).Bind(2, DefinitionDeletion.MostNamed);
        var pinning = ImmutableArray.CreateBuilder<InstanceId>();
        while (pinned.Step())
        {
            pinning.Add(new(pinned.Text(0)));
        }

        if (pinning.Count == 0 && !isDry)
        {
            using var retire = database.PrepareOnce("UPDATE definitions SET current = 0 WHERE hash = ?1");
            retire.Bind(1, hash).Run();
        }

        return new(true, pinning.DrainToImmutable());
    }

    public static ImmutableArray<ExternalDocument> Documents(string text) =>
        text.Length == 0 ? [] : [.. JsonValue.Parse(text).Object.Select(member => new ExternalDocument(member.Key, member.Value.String))];

    internal static string? Text(ImmutableArray<ExternalDocument> documents) =>
        documents.IsEmpty ? null : JsonWriter.Write(JsonObject.Of([.. documents.Select(document => (document.Key, (JsonValue)document.Text))]));

    private static DeployOutcome Look(Database database, StoredDefinition definition)
    {
        using var find = database.PrepareOnce("SELECT hash FROM definitions WHERE namespace = ?1 AND name = ?2 AND version = ?3 AND current = 1");
        find.Bind(1, definition.Name.Namespace).Bind(2, definition.Name.Name).Bind(3, definition.Version);
        if (!find.Step())
        {
            return DeployOutcome.Created;
        }

        var current = find.Text(0);
        if (current == definition.Hash.Hex)
        {
            return DeployOutcome.Unchanged;
        }

        using var pinned = database.PrepareOnce("SELECT 1 FROM pins JOIN instances ON instances.pin = pins.n WHERE pins.definition = ?1 LIMIT 1");
        pinned.Bind(1, current);
        return pinned.Step() ? DeployOutcome.Pinned : DeployOutcome.Replaced;
    }
}
