using Continuo.Workflows.Schemas.Evaluation;

namespace Continuo.Workflows.Schemas.Compilation;

/// <summary>Finds schemas that apply themselves to the same value, and would never come to an end.</summary>
internal static class SchemaCircles
{
    public static void Find(IReadOnlyList<SchemaNode> nodes, SchemaProblems problems)
    {
        var done = new HashSet<SchemaNode>();
        var open = new HashSet<SchemaNode>();
        var path = new Stack<(SchemaNode Node, IEnumerator<SchemaNode> Next)>();
        foreach (var start in nodes)
        {
            Enter(start);
            while (path.TryPeek(out var top))
            {
                if (!top.Next.MoveNext())
                {
                    top.Next.Dispose();
                    path.Pop();
                    open.Remove(top.Node);
                    done.Add(top.Node);
                }
                else if (open.Contains(top.Next.Current))
                {
                    problems.Add(top.Node.Location, "refers to itself for the same value, which never ends");
                }
                else
                {
                    Enter(top.Next.Current);
                }
            }
        }

        void Enter(SchemaNode node)
        {
            if (!done.Contains(node) && open.Add(node))
            {
                path.Push((node, node.Rules.SelectMany(rule => rule.SameValue).GetEnumerator()));
            }
        }
    }
}
