using System.Globalization;
using System.Text;

namespace Continuo.Workflows.Graphs;

/// <summary>A graph as a Mermaid flowchart.</summary>
public static class MermaidText
{
    public static string Of(FlowGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return new Writer().Write(graph);
    }

    private sealed class Writer
    {
        private readonly StringBuilder _text = new();
        private readonly HashSet<string> _ends = [];
        private int _depth = 1;
        private int _ids;

        public string Write(FlowGraph graph)
        {
            _text.Append("flowchart TD\n");
            Line($"start([\"{Escape(graph.Title)}\"])");
            var ids = List(graph.Root, "end0");
            Line(ids.Count > 0 ? $"start --> {ids[0]}" : "start --> end0");
            Line("end0([\"end\"])");
            return _text.ToString();
        }

        /// <summary>Writes a list; what leaves it goes to <paramref name="exit"/>, null for the border of the task that holds it.</summary>
        private List<string> List(FlowList list, string? exit)
        {
            var ids = list.Tasks.Select(_ => string.Create(CultureInfo.InvariantCulture, $"t{_ids++}")).ToList();
            for (var i = 0; i < ids.Count; i++)
            {
                Task(list.Tasks[i], ids[i]);
            }

            foreach (var edge in list.Edges)
            {
                var to = edge.To switch
                {
                    FlowEdge.End => "end0",
                    FlowEdge.Exit => exit,
                    _ => ids[edge.To],
                };
                if (to is not null)
                {
                    Line(edge.Label.Length == 0 ? $"{ids[edge.From]} --> {to}" : $"{ids[edge.From]} -->|\"{Escape(edge.Label)}\"| {to}");
                }
                else if (edge.Label.Length > 0 || edge.From != ids.Count - 1)
                {
                    var end = $"{ids[0]}x";
                    if (_ends.Add(end))
                    {
                        Line($"{end}(( ))");
                    }

                    Line(edge.Label.Length == 0 ? $"{ids[edge.From]} --> {end}" : $"{ids[edge.From]} -->|\"{Escape(edge.Label)}\"| {end}");
                }
            }

            return ids;
        }

        private void Task(FlowTask task, string id)
        {
            if (task.Lists.IsEmpty)
            {
                var text = task.Detail.Length == 0 ? $"{Escape(task.Name)}<br/><small>{task.Kind}</small>" : $"{Escape(task.Name)}<br/><small>{task.Kind}: {Escape(task.Detail)}</small>";
                Line(task.Kind switch
                {
                    "switch" => $"{id}{{\"{text}\"}}",
                    "wait" or "listen" => $"{id}([\"{text}\"])",
                    "raise" => $"{id}[/\"{text}\"/]",
                    _ => $"{id}[\"{text}\"]",
                });
                return;
            }

            Line($"subgraph {id} [\"{Escape(task.Name)} <small>{task.Kind}{(task.Detail.Length == 0 ? "" : $": {Escape(task.Detail)}")}</small>\"]");
            _depth++;
            for (var i = 0; i < task.Lists.Length; i++)
            {
                var list = task.Lists[i];
                if (list.Label.Length == 0 && task.Lists.Length == 1)
                {
                    Line("direction TB");
                    List(list, null);
                    continue;
                }

                Line($"subgraph {id}l{i} [\"{(list.Label.Length == 0 ? task.Kind : list.Label)}\"]");
                _depth++;
                Line("direction TB");
                List(list, null);
                _depth--;
                Line("end");
            }

            _depth--;
            Line("end");
        }

        private void Line(string line) => _text.Append(' ', 2 * _depth).Append(line).Append('\n');

        private static string Escape(string text)
        {
            var cut = text.Length > 60 ? text[..59] + "…" : text;
            return cut.Replace("&", "&amp;", StringComparison.Ordinal).Replace("\"", "&quot;", StringComparison.Ordinal)
                .Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal).Replace("#", "&num;", StringComparison.Ordinal).ReplaceLineEndings(" ");
        }
    }
}
