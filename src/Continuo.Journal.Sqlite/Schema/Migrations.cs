using System.Collections.Immutable;

namespace Continuo.Journal.Sqlite.Schema;

/// <summary>What made the file as it is, in order. A step that was released is never changed; the next one is added.</summary>
internal static class Migrations
{
    /// <summary>The step at index i takes a file from version i to i + 1.</summary>
    public static ImmutableArray<string> Steps { get; } = [First, Documents, Retention, History, WithPayloads, Fields, Pokes];

    // The documents elsewhere that a definition needs: an object of texts by key, null for none.
    private const string Documents = "ALTER TABLE definitions ADD COLUMN documents TEXT;";

    /// <summary>Instances by their end; and the histories that deleted ones have left, each with the newest commit of it that is still there.</summary>
    private const string Retention =
        """
        CREATE INDEX instances_finished ON instances(finished_at, n) WHERE finished_at IS NOT NULL;
        CREATE TABLE leftovers(instance INTEGER PRIMARY KEY, head_pos INTEGER NOT NULL);
        """;

    /// <summary>Snapshots that newer ones have replaced, each beside the commit that it includes: a history is read from them backwards.</summary>
    private const string History = "CREATE TABLE past_snapshots(pos INTEGER PRIMARY KEY, bytes BLOB NOT NULL);";

    /// <summary>What an event must have to concern the listener, where that is less than its keys say; null for its keys.</summary>
    private const string Pokes = "ALTER TABLE subscriptions ADD COLUMN pokes BLOB;";

    /// <summary>The columns hold the hashes that the facts or the snapshot refer to, one after the other; null for none.</summary>
    private const string WithPayloads =
        """
        CREATE TABLE payloads(instance INTEGER NOT NULL, hash BLOB NOT NULL, bytes BLOB NOT NULL, UNIQUE(instance, hash));
        ALTER TABLE journal ADD COLUMN payloads BLOB;
        ALTER TABLE snapshots ADD COLUMN payloads BLOB;
        ALTER TABLE past_snapshots ADD COLUMN payloads BLOB;
        """;

    /// <summary>What lists can be asked for beside columns and labels: texts, numbers (REAL) and booleans (a blob of one byte), so that kinds never compare.</summary>
    private const string Fields =
        """
        CREATE TABLE fields(instance INTEGER NOT NULL, key TEXT NOT NULL, value, PRIMARY KEY(instance, key)) WITHOUT ROWID;
        CREATE INDEX fields_value ON fields(key, value, instance);
        """;

    private const string First =
        """
        CREATE TABLE header(key TEXT PRIMARY KEY, value) WITHOUT ROWID;
        CREATE TABLE definitions(
            hash TEXT PRIMARY KEY, namespace TEXT NOT NULL, name TEXT NOT NULL, version TEXT NOT NULL,
            source TEXT NOT NULL, current INTEGER NOT NULL, created_at INTEGER NOT NULL);
        CREATE UNIQUE INDEX definitions_version ON definitions(namespace, name, version) WHERE current = 1;
        CREATE TABLE writers(id INTEGER PRIMARY KEY AUTOINCREMENT, node TEXT NOT NULL, pid INTEGER NOT NULL, claimed_at INTEGER NOT NULL, fenced INTEGER NOT NULL);
        CREATE TABLE shards(
            shard INTEGER PRIMARY KEY, writer INTEGER, epoch INTEGER NOT NULL, checkpoint_pos INTEGER NOT NULL,
            last_pos INTEGER NOT NULL, last_at INTEGER NOT NULL, event_marks TEXT NOT NULL, adoptions INTEGER NOT NULL, suspect TEXT);
        CREATE TABLE journal(
            pos INTEGER PRIMARY KEY, shard INTEGER NOT NULL, instance INTEGER NOT NULL, seq INTEGER NOT NULL,
            prev_pos INTEGER NOT NULL, at INTEGER NOT NULL, facts BLOB NOT NULL);
        CREATE TABLE pins(
            n INTEGER PRIMARY KEY, definition TEXT NOT NULL, namespace TEXT NOT NULL, name TEXT NOT NULL, version TEXT NOT NULL,
            UNIQUE(namespace, name, version, definition));
        CREATE INDEX pins_definition ON pins(definition);
        CREATE TABLE instances(
            n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, run BLOB NOT NULL, shard INTEGER NOT NULL, pin INTEGER NOT NULL,
            status INTEGER NOT NULL, compensation INTEGER NOT NULL, incident INTEGER NOT NULL, parent TEXT,
            wake_at INTEGER, head_pos INTEGER NOT NULL, created_at INTEGER NOT NULL, finished_at INTEGER);
        CREATE INDEX instances_wake ON instances(shard, wake_at, n) WHERE wake_at IS NOT NULL;
        CREATE INDEX instances_pin ON instances(pin, n);
        CREATE INDEX instances_status ON instances(status, n);
        CREATE TABLE labels(instance INTEGER NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY(instance, key, value)) WITHOUT ROWID;
        CREATE INDEX labels_value ON labels(key, value, instance);
        CREATE TABLE snapshots(instance INTEGER PRIMARY KEY, pos INTEGER NOT NULL, bytes BLOB NOT NULL);
        CREATE TABLE subscriptions(
            shard INTEGER NOT NULL, instance INTEGER NOT NULL, frame INTEGER NOT NULL, keys BLOB NOT NULL, since INTEGER NOT NULL,
            PRIMARY KEY(shard, instance, frame)) WITHOUT ROWID;
        CREATE TABLE events(
            place INTEGER PRIMARY KEY, same INTEGER NOT NULL, source TEXT NOT NULL, id TEXT NOT NULL, type TEXT NOT NULL,
            key INTEGER NOT NULL, at INTEGER NOT NULL, body BLOB NOT NULL);
        CREATE INDEX events_same ON events(same);
        CREATE INDEX events_key ON events(key, place);
        CREATE TABLE records(kind TEXT NOT NULL, key TEXT NOT NULL, value BLOB NOT NULL, version INTEGER NOT NULL, PRIMARY KEY(kind, key)) WITHOUT ROWID;
        """;
}
