using System.Collections.Immutable;

namespace Continuo.Journal.Postgres;

/// <summary>Where the store is, and what it may use.</summary>
public sealed record PostgresJournalOptions
{
    /// <summary>The database: <c>postgres://user:password@host:port/database</c>, or an Npgsql connection string. A password may come from PGPASSWORD instead.</summary>
    public required string Store { get; init; }

    /// <summary>The schema that holds the tables of the store; made when it is missing.</summary>
    public string Schema { get; init; } = "continuo";

    /// <summary>Shards of a store that is made; an existing one keeps its own number.</summary>
    public int Shards { get; init; } = 512;

    /// <summary>Parts of the event log of a store that is made: one for as long as shards listen to the first part only.</summary>
    public int EventParts { get; init; } = 1;

    /// <summary>Connections that write, each with its own group commit: shard s through writer s % Writers. More than 4 share no more flushes.</summary>
    public int Writers { get; init; } = 2;

    /// <summary>Connections that read at once; more reads wait for one.</summary>
    public int Readers { get; init; } = 4;

    /// <summary>The longest that one read may take.</summary>
    public TimeSpan ReadLimit { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest that one commit may take before its connection is given up.</summary>
    public TimeSpan CommitLimit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The longest that a connection may take to be made.</summary>
    public TimeSpan ConnectLimit { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a fence waits for a commit under way before it ends that connection.</summary>
    public TimeSpan FencePatience { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The most that the clock of this node may be off the database's: beyond it no shard is claimed.</summary>
    public TimeSpan ClockLimit { get; init; } = TimeSpan.FromSeconds(5);

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    internal ImmutableArray<string> Migrations { get; init; } = Schemas.Migrations.Steps;

    /// <inheritdoc/>
    /// <remarks>Without the address, which may hold a password.</remarks>
    public override string ToString() => $"{nameof(PostgresJournalOptions)} {{ Schema = {Schema}, Writers = {Writers} }}";
}
