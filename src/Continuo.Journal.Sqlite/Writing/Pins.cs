using Continuo.Engine.Shards;
using Continuo.Journal.Sqlite.Connections;
using Continuo.Workflows.Documents;

namespace Continuo.Journal.Sqlite.Writing;

/// <summary>The definitions that instances run on, each as one small number in their rows.</summary>
internal sealed class Pins(Database database)
{
    private readonly Statement _find = database.Prepare("SELECT n FROM pins WHERE definition = ?1 AND namespace = ?2 AND name = ?3 AND version = ?4");
    private readonly Statement _insert = database.Prepare("INSERT INTO pins(definition, namespace, name, version) VALUES(?1, ?2, ?3, ?4) RETURNING n");
    private readonly Dictionary<(DefinitionHash, WorkflowName, string), long> _known = [];
    private bool _hasNew;

    public long NumberOf(InstanceRow row)
    {
        var pin = (row.Definition, row.Workflow, row.Version);
        if (_known.TryGetValue(pin, out var number))
        {
            return number;
        }

        number = Read(_find, row);
        if (number == 0)
        {
            number = Read(_insert, row);
            _hasNew = true;
        }

        _known.Add(pin, number);
        return number;
    }

    public void Committed() => _hasNew = false;

    public void RolledBack()
    {
        if (_hasNew)
        {
            _known.Clear();
            _hasNew = false;
        }
    }

    private static long Read(Statement statement, InstanceRow row)
    {
        statement.Bind(1, row.Definition.Hex).Bind(2, row.Workflow.Namespace).Bind(3, row.Workflow.Name).Bind(4, row.Version);
        var number = statement.Step() ? statement.Int64(0) : 0;
        if (number != 0)
        {
            // Once more to the end: RETURNING's insert is done only then.
            statement.Step();
        }

        return number;
    }
}
