using Continuo.Journal.Sqlite.Connections;
using Continuo.Runtime.Checking;

namespace Continuo.Journal.Sqlite.Examination;

/// <summary>Rows that belong to nothing, and rows that another table must have.</summary>
internal sealed class RowExamination(Database database, Findings findings)
{
    private const string NoInstance = "NOT EXISTS (SELECT 1 FROM instances i WHERE i.n = {0}.instance)";
    private const string NoLeftover = "NOT EXISTS (SELECT 1 FROM leftovers l WHERE l.instance = {0}.instance)";
    private const string CopyIt = "It does no harm. 'continuo store copy' leaves it behind.";

    private static readonly (string Code, string Sql, string What, string Remedy)[] s_rules =
    [
        (FindingCodes.CommitOfNobody, $"SELECT 'commit ' || pos, instance FROM journal WHERE {Of(NoInstance, "journal")} AND {Of(NoLeftover, "journal")}", "it is of instance number {0}, which has no row and was not deleted", FileExamination.Restore),
        (FindingCodes.RowOfNobody, $"SELECT 'label ' || key, instance FROM labels WHERE {Of(NoInstance, "labels")}", "it is of instance number {0}, which is not there", CopyIt),
        (FindingCodes.RowOfNobody, $"SELECT 'field ' || key, instance FROM fields WHERE {Of(NoInstance, "fields")}", "it is of instance number {0}, which is not there", CopyIt),
        (FindingCodes.RowOfNobody, $"SELECT 'snapshot at ' || pos, instance FROM snapshots WHERE {Of(NoInstance, "snapshots")}", "it is of instance number {0}, which is not there", CopyIt),
        (FindingCodes.RowOfNobody, $"SELECT 'payload ' || hex(hash), instance FROM payloads WHERE {Of(NoInstance, "payloads")} AND {Of(NoLeftover, "payloads")}", "it is of instance number {0}, which is not there", CopyIt),
        (FindingCodes.RowOfNobody, "SELECT 'past snapshot at ' || pos, pos FROM past_snapshots WHERE NOT EXISTS (SELECT 1 FROM journal j WHERE j.pos = past_snapshots.pos)", "there is no commit {0}", CopyIt),
        (FindingCodes.SnapshotOfNothing, "SELECT 'instance number ' || s.instance, s.pos FROM snapshots s WHERE NOT EXISTS (SELECT 1 FROM journal j WHERE j.pos = s.pos AND j.instance = s.instance)", "its snapshot is of commit {0}, which it does not have: a load begins at nothing", FileExamination.Restore),
        (FindingCodes.RowDiffers, "SELECT i.id, i.pin FROM instances i WHERE NOT EXISTS (SELECT 1 FROM pins p WHERE p.n = i.pin)", "it runs on pin {0}, which is not there: lists do not show it", FileExamination.Restore),
        (FindingCodes.DefinitionMissing, "SELECT p.namespace || '/' || p.name || '@' || p.version, p.definition FROM pins p WHERE EXISTS (SELECT 1 FROM instances i WHERE i.pin = p.n) AND NOT EXISTS (SELECT 1 FROM definitions d WHERE d.hash = p.definition)", "instances run on {0}, which is not there", "Deploy that very content again: it is found by its hash."),
        (FindingCodes.WrongShard, "SELECT i.id, s.shard FROM subscriptions s JOIN instances i ON i.n = s.instance WHERE s.shard <> i.shard", "its subscription is in shard {0}, where nobody looks for it", "Copy the store with 'continuo store copy', which gives shards anew."),
        (FindingCodes.WrongShard, "SELECT 'commit ' || j.pos, j.shard FROM journal j JOIN instances i ON i.n = j.instance WHERE j.shard <> i.shard", "it is in shard {0}, its instance in another", "Copy the store with 'continuo store copy', which gives shards anew."),
    ];

    public void Look(CancellationToken cancellation)
    {
        foreach (var (code, sql, what, remedy) in s_rules)
        {
            cancellation.ThrowIfCancellationRequested();
            using var read = database.PrepareOnce(sql);
            while (read.Step())
            {
                findings.Error(code, read.Text(0), what.Replace("{0}", read.Text(1), StringComparison.Ordinal), remedy);
            }
        }
    }

    private static string Of(string condition, string table) => condition.Replace("{0}", table, StringComparison.Ordinal);
}
