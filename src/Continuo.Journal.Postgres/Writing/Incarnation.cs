using Continuo.Journal.Postgres.Connections;
using Npgsql;
using NpgsqlTypes;

namespace Continuo.Journal.Postgres.Writing;

/// <summary>A connection with its row in <c>writers</c>: what is fenced as a whole and never comes back.</summary>
internal sealed class Incarnation : IAsyncDisposable
{
    private readonly NpgsqlBatchCommand _guard = new("SELECT guard($1)");

    public Incarnation(Session session, long writer, BatchPlan plan)
    {
        (Session, Writer, Plan) = (session, writer, plan);
        _guard.Parameters.Add(new NpgsqlParameter<long> { TypedValue = writer, NpgsqlDbType = NpgsqlDbType.Bigint });
        Batch = new(session.Connection);
    }

    public Session Session { get; }

    public long Writer { get; }

    /// <summary>Its statements are prepared on this connection.</summary>
    public BatchPlan Plan { get; }

    /// <summary>Sent as one; the server makes it one transaction.</summary>
    public NpgsqlBatch Batch { get; }

    /// <summary>Why it may write no more; null while it may.</summary>
    public string? FencedBy { get; set; }

    public bool IsUsable => FencedBy is null && Session.IsOpen;

    /// <summary>A new transaction that ends at once when the writer is fenced.</summary>
    public NpgsqlBatch Begin()
    {
        Batch.BatchCommands.Clear();
        Batch.BatchCommands.Add(_guard);
        return Batch;
    }

    public async ValueTask DisposeAsync()
    {
        await Batch.DisposeAsync();
        await Session.DisposeAsync();
    }
}
