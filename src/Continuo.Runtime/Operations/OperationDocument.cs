using Continuo.Engine.Instances;
using Continuo.Workflows.Documents;

namespace Continuo.Runtime.Operations;

/// <summary>The built-in workflow that does one thing to many instances: a page, a pause, the next page.</summary>
/// <remarks>As an instance it survives what kills the node, has a history and an end, and is suspended, resumed and cancelled like any other.</remarks>
internal static class OperationDocument
{
    public const string Step = "continuo.operation.step";

    /// <summary>What the namespaces of the product's own workflows begin with.</summary>
    public const string OwnNamespaces = "continuo-";

    public static readonly WorkflowName Name = new("continuo-operation", "bulk");

    private const string Text =
        """
        document:
          dsl: '1.0.3'
          namespace: continuo-operation
          name: bulk
          version: '1.0.0'
          summary: Does one thing to many instances, page by page.
        do:
          - begin:
              set: { looked: 0, done: 0, skipped: 0, failed: 0, failures: [], cursor: null, more: true, pause: PT0S }
          - step:
              call: continuo.operation.step
              with: { operation: '${ $workflow.input }', progress: '${ . }' }
          - pause:
              wait: ${ .pause }
          - again:
              switch:
                - more: { when: .more, then: step }
                - end: { then: end }
        output:
          as: '${ {looked, done, skipped, failed, failures} }'
        """;

    private static readonly Lazy<WorkflowDefinition> s_definition = new(() =>
    {
        var loaded = WorkflowLoader.Load(Text);
        return loaded.Definition ?? throw new InvalidOperationException($"The workflow of operations is not valid: {loaded.Diagnostics[0].Format("operation")}");
    });

    public static WorkflowDefinition Definition => s_definition.Value;

    public static InstanceId IdOf(OperationAction action, Guid id) => new($"operation:{action.Word()}:{id}");
}
