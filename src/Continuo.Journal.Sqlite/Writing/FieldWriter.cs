using System.Collections.Immutable;
using Continuo.Journal.Sqlite.Connections;
using Continuo.Workflows.Json;

namespace Continuo.Journal.Sqlite.Writing;

/// <summary>What lists can be asked for of an instance, in place of what was there.</summary>
internal sealed class FieldWriter(Database database)
{
    private readonly Statement _clear = database.Prepare("DELETE FROM fields WHERE instance = ?1");
    private readonly Statement _insert = database.Prepare("INSERT OR REPLACE INTO fields(instance, key, value) VALUES(?1, ?2, ?3)");

    public void Write(long number, ImmutableArray<KeyValuePair<string, JsonValue>> fields, bool isNew)
    {
        if (!isNew)
        {
            _clear.Bind(1, number).Run();
        }

        foreach (var (key, value) in fields)
        {
            FieldValue.Bind(_insert.Bind(1, number).Bind(2, key), 3, value).Run();
        }
    }
}
