using System.Xml.Linq;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Graphs;
using Continuo.Workflows.Tests.Documents;
using Xunit;

namespace Continuo.Workflows.Tests.Graphs;

public sealed class GraphTests
{
    private const string Branching = """
        do:
          - check: {set: {n: 1}}
          - which:
              switch:
                - small: {when: .n < 10, then: check}
                - large: {when: .n > 100, then: end}
                - other: {then: both}
          - both:
              fork:
                branches:
                  - left: {wait: PT1S}
                  - right: {do: [{a: {set: {x: 1}, then: exit}}, {b: {set: {x: 2}}}]}
          - "say \"<hi>\"": {emit: {event: {with: {type: com.example.b}}}}
        """;

    [Fact]
    public void Mermaid_has_each_task_and_each_way() =>
        Assert.Equal(
            """
            flowchart TD
              start(["tests/sample@1.0.0"])
              t0["check<br/><small>set</small>"]
              t1{"which<br/><small>switch</small>"}
              subgraph t2 ["both <small>fork</small>"]
                direction TB
                t4(["left<br/><small>wait: PT1S</small>"])
                subgraph t5 ["right <small>do</small>"]
                  direction TB
                  t6["a<br/><small>set</small>"]
                  t7["b<br/><small>set</small>"]
                  t6x(( ))
                  t6 --> t6x
                end
              end
              t3["say &quot;&lt;hi&gt;&quot;<br/><small>emit: com.example.b</small>"]
              t0 --> t1
              t1 -->|"small"| t0
              t1 -->|"large"| end0
              t1 -->|"other"| t2
              t2 --> t3
              t3 --> end0
              start --> t0
              end0(["end"])

            """,
            MermaidText.Of(Graph(Branching)));

    [Fact]
    public void A_picture_is_XML_and_has_each_task_once()
    {
        var definition = Sample.Definition(Branching);

        var svg = XDocument.Parse(SvgDrawing.Of(FlowGraphBuilder.Of(definition)));

        var drawn = svg.Descendants().Attributes("data-pointer").Select(pointer => pointer.Value).Order();
        Assert.Equal(definition.Nodes.OfType<TaskNode>().Select(task => task.Pointer).Order(), drawn);
    }

    [Fact]
    public void Handlers_loops_and_undoing_are_inside_their_task()
    {
        var root = Graph("""
            do:
              - safe:
                  try: [{a: {set: {x: 1}}}]
                  catch: {retry: {limit: {attempt: {count: 3}}}, do: [{b: {set: {x: 2}}}], then: end}
                  metadata: {continuo: {compensate: {set: {x: 3}}}}
              - each: {for: {each: item, in: .items}, do: [{c: {set: {x: 4}}}]}
            """).Root;

        Assert.Equal(["try", "catch", "compensate"], root.Tasks[0].Lists.Select(list => list.Label));
        Assert.Equal("retry 3", root.Tasks[0].Detail);
        Assert.Contains(new FlowEdge(0, FlowEdge.End, "caught"), root.Edges);
        Assert.Equal("c", Assert.Single(root.Tasks[1].Lists).Tasks[0].Name);
    }

    [Fact]
    public void An_empty_workflow_is_a_start_and_an_end() => Assert.Contains("start --> end0", MermaidText.Of(Graph("do: []")), StringComparison.Ordinal);

    [Fact]
    public void Every_example_can_be_drawn()
    {
        foreach (var example in SharedSpec.Files("examples"))
        {
            if (WorkflowLoader.Load(example.Text).Definition is { } definition)
            {
                _ = XDocument.Parse(SvgDrawing.Of(FlowGraphBuilder.Of(definition)));
                _ = MermaidText.Of(FlowGraphBuilder.Of(definition));
            }
        }
    }

    private static FlowGraph Graph(string tasks) => FlowGraphBuilder.Of(Sample.Definition(tasks));
}
