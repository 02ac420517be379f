using System.Collections.Concurrent;
using Continuo.Engine.Shards;
using Continuo.Journal.Postgres.Connections;
using Continuo.Workflows.Documents;

namespace Continuo.Journal.Postgres.Writing;

/// <summary>The definitions that instances run on, each as one small number in their rows. Written before the batch: one that no instance has does no harm.</summary>
internal sealed class Pins
{
    private const string FindOrAdd =
        """
        WITH added AS (INSERT INTO pins(definition, namespace, name, version) VALUES($1, $2, $3, $4) ON CONFLICT DO NOTHING RETURNING n)
        SELECT n FROM added UNION ALL SELECT n FROM pins WHERE definition = $1 AND namespace = $2 AND name = $3 AND version = $4
        """;

    private readonly ConcurrentDictionary<(DefinitionHash, WorkflowName, string), long> _known = [];

    public long this[InstanceRow row] => _known[(row.Definition, row.Workflow, row.Version)];

    public bool Knows(InstanceRow row) => _known.ContainsKey((row.Definition, row.Workflow, row.Version));

    public async Task Add(Session session, InstanceRow row, CancellationToken cancellation)
    {
        // Another node may have added it since the statement began: then the second attempt sees it.
        for (var number = 0L; number == 0;)
        {
            number = await session.Scalar<long>(
                FindOrAdd, cancellation, Parameter.Of(row.Definition.Hex), Parameter.Of(row.Workflow.Namespace), Parameter.Of(row.Workflow.Name), Parameter.Of(row.Version));
            if (number != 0)
            {
                _known[(row.Definition, row.Workflow, row.Version)] = number;
            }
        }
    }
}
