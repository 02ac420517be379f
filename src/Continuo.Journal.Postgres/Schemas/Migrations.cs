using System.Collections.Immutable;

namespace Continuo.Journal.Postgres.Schemas;

/// <summary>What made the schema as it is, in order. A step that was released is never changed; the next one is added.</summary>
internal static class Migrations
{
    /// <summary>The step at index i takes a store from version i to i + 1.</summary>
    public static ImmutableArray<string> Steps { get; } = [First];

    /// <remarks>
    /// The number n of an instance is its shard in the high bits and the position of its first commit in the others: unique, and a shard's rows lie together. Texts that are
    /// compared or ordered are of collation C, so that no library of the system decides over an index.
    /// </remarks>
    private const string First =
        """
        CREATE TABLE header(key text COLLATE "C" PRIMARY KEY, value bigint NOT NULL);
        CREATE TABLE definitions(
            hash text COLLATE "C" PRIMARY KEY, namespace text COLLATE "C" NOT NULL, name text COLLATE "C" NOT NULL, version text COLLATE "C" NOT NULL,
            source text NOT NULL, documents text, current boolean NOT NULL, created_at bigint NOT NULL);
        CREATE UNIQUE INDEX definitions_version ON definitions(namespace, name, version) WHERE current;
        CREATE TABLE writers(
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, node text NOT NULL, slot int NOT NULL, pid int NOT NULL, backend_start timestamptz NOT NULL,
            claimed_at timestamptz NOT NULL DEFAULT clock_timestamp(), fenced boolean NOT NULL DEFAULT false, fenced_by text) WITH (fillfactor = 50);
        CREATE TABLE shards(
            shard int PRIMARY KEY, writer bigint, epoch bigint NOT NULL DEFAULT 0, checkpoint_pos bigint NOT NULL DEFAULT 0, last_pos bigint NOT NULL DEFAULT 0,
            last_at bigint NOT NULL DEFAULT 0, event_marks bigint[] NOT NULL DEFAULT '{}', adoptions int NOT NULL DEFAULT 0, suspect text, strikes int NOT NULL DEFAULT 0)
            WITH (fillfactor = 50);
        CREATE TABLE journal(
            pos bigint NOT NULL, instance bigint NOT NULL, seq bigint NOT NULL, prev_pos bigint NOT NULL, at bigint NOT NULL, shard int NOT NULL, facts bytea NOT NULL, payloads bytea,
            CONSTRAINT journal_key PRIMARY KEY(shard, pos)) PARTITION BY RANGE (pos);
        CREATE TABLE pins(
            n bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, definition text COLLATE "C" NOT NULL, namespace text COLLATE "C" NOT NULL, name text COLLATE "C" NOT NULL,
            version text COLLATE "C" NOT NULL, CONSTRAINT pins_same UNIQUE(namespace, name, version, definition));
        CREATE INDEX pins_definition ON pins(definition);
        CREATE TABLE instances(
            n bigint NOT NULL, wake_at bigint, head_pos bigint NOT NULL, created_at bigint NOT NULL, finished_at bigint, pin bigint NOT NULL, shard int NOT NULL,
            status smallint NOT NULL, compensation smallint NOT NULL, incident boolean NOT NULL, run uuid NOT NULL, id text COLLATE "C" NOT NULL, parent text COLLATE "C",
            CONSTRAINT instances_key PRIMARY KEY(n), CONSTRAINT instances_id UNIQUE(id)) WITH (fillfactor = 85);
        CREATE INDEX instances_wake ON instances(shard, wake_at, n) WHERE wake_at IS NOT NULL;
        CREATE INDEX instances_pin ON instances(pin, created_at, n);
        CREATE INDEX instances_status ON instances(status, created_at, n);
        CREATE INDEX instances_finished ON instances(finished_at, n) WHERE finished_at IS NOT NULL;
        CREATE TABLE labels(instance bigint NOT NULL, created_at bigint NOT NULL, key text COLLATE "C" NOT NULL, value text COLLATE "C" NOT NULL, PRIMARY KEY(instance, key, value));
        CREATE INDEX labels_value ON labels(key, value, created_at, instance);
        CREATE TABLE fields(
            instance bigint NOT NULL, created_at bigint NOT NULL, number double precision, truth boolean, key text COLLATE "C" NOT NULL, text text COLLATE "C", PRIMARY KEY(instance, key));
        CREATE INDEX fields_text ON fields(key, left(text, 200), created_at, instance) WHERE text IS NOT NULL;
        CREATE INDEX fields_number ON fields(key, number, created_at, instance) WHERE number IS NOT NULL;
        CREATE INDEX fields_truth ON fields(key, truth, created_at, instance) WHERE truth IS NOT NULL;
        CREATE TABLE snapshots(instance bigint PRIMARY KEY, pos bigint NOT NULL, bytes bytea NOT NULL, payloads bytea) WITH (fillfactor = 70);
        CREATE TABLE past_snapshots(instance bigint NOT NULL, pos bigint NOT NULL, bytes bytea NOT NULL, payloads bytea, PRIMARY KEY(instance, pos));
        CREATE TABLE payloads(instance bigint NOT NULL, hash bytea NOT NULL, bytes bytea NOT NULL, PRIMARY KEY(instance, hash));
        CREATE TABLE subscriptions(instance bigint NOT NULL, since bigint NOT NULL, frame int NOT NULL, keys bytea NOT NULL, PRIMARY KEY(instance, frame));
        CREATE TABLE leftovers(instance bigint PRIMARY KEY, head_pos bigint NOT NULL);
        CREATE TABLE events(
            n bigint NOT NULL, same bigint NOT NULL, key bigint NOT NULL, at bigint NOT NULL, part int NOT NULL, source text NOT NULL, id text NOT NULL, body bytea NOT NULL,
            CONSTRAINT events_key PRIMARY KEY(part, n));
        CREATE INDEX events_same ON events(same);
        CREATE INDEX events_of_key ON events(part, key, n);
        CREATE TABLE records(kind text COLLATE "C" NOT NULL, key text COLLATE "C" NOT NULL, value bytea NOT NULL, version bigint NOT NULL, PRIMARY KEY(kind, key));

        -- Held to the end of the transaction: whoever fences waits for it, and what begins after the fence ends here.
        CREATE FUNCTION guard(own bigint) RETURNS void LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM 1 FROM writers WHERE id = own AND NOT fenced FOR SHARE;
            IF NOT FOUND THEN
                RAISE EXCEPTION 'writer % is fenced', own USING ERRCODE = 'CF001';
            END IF;
        END $$;
        """;
}
