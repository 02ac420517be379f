using System.Globalization;

namespace Continuo.Journal.Postgres.Schemas;

/// <summary>The journal lies in partitions by position: each holds so many commits of every shard, one after the other.</summary>
internal static class Partitions
{
    /// <summary>With 512 shards about 33 million commits, 15 GB.</summary>
    private const int Bits = 16;

    public static long Of(long pos) => pos >> Bits;

    public static string NameOf(long partition) => string.Create(CultureInfo.InvariantCulture, $"journal_{partition}");

    /// <remarks>Made apart and attached: to create it as a partition would wait for, and hold up, every commit under way.</remarks>
    public static string Create(string schema, long partition)
    {
        var (name, from, to) = (NameOf(partition), partition << Bits, (partition + 1) << Bits);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""
            DO $do$ BEGIN
                PERFORM pg_advisory_xact_lock(hashtextextended('continuo partition ' || '{schema.Replace("'", "''", StringComparison.Ordinal)}', 0));
                IF to_regclass('{name}') IS NULL THEN
                    CREATE TABLE {name}(LIKE journal INCLUDING ALL, CHECK (pos >= {from} AND pos < {to})) WITH (autovacuum_vacuum_insert_scale_factor = 0.5);
                    ALTER TABLE journal ATTACH PARTITION {name} FOR VALUES FROM ({from}) TO ({to});
                END IF;
            END $do$
            """);
    }
}
