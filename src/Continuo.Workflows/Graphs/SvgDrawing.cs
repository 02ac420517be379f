using System.Globalization;
using System.Text;

namespace Continuo.Workflows.Graphs;

/// <summary>A graph as a picture. Each task is a group with its pointer in <c>data-pointer</c>, so that a page can find it.</summary>
public static class SvgDrawing
{
    private const double Margin = 24;
    private const string Style = """
        text{font:12px system-ui,sans-serif;fill:#1f2933}.n{font-weight:600}.k{fill:#52606d;font-size:11px}.l{fill:#52606d;font-size:11px}
        rect{fill:#fff;stroke:#9aa5b1}.c>rect{fill:#f5f7fa;stroke:#cbd2d9}.switch>rect{stroke:#c99400}.call>rect,.run>rect{stroke:#2f7dd1}.raise>rect{stroke:#c93a3a}
        .wait>rect,.listen>rect,.emit>rect{stroke:#7d5bbe}path{fill:none;stroke:#7b8794;stroke-width:1.3}.end{fill:#7b8794;stroke:none}
        @media (prefers-color-scheme:dark){text{fill:#e4e7eb}.k,.l{fill:#9aa5b1}rect{fill:#1f2933;stroke:#616e7c}.c>rect{fill:#27323f;stroke:#3e4c59}}
        """;

    public static string Of(FlowGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var root = SvgLayout.Place(graph.Root);
        var (width, height) = (Math.Max(root.Width, SvgLayout.Text(graph.Title).Length * 7.5) + (2 * Margin), root.Height + (2 * Margin) + 40);
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:0}\" height=\"{height:0}\" viewBox=\"0 0 {width:0} {height:0}\" role=\"img\">\n");
        svg.Append(CultureInfo.InvariantCulture, $"<title>{Escape(graph.Title)}</title>\n<style>{Style}</style>\n");
        svg.Append("<defs><marker id=\"arrow\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"7\" markerHeight=\"7\" orient=\"auto-start-reverse\"><path class=\"end\" d=\"M0 0L8 4L0 8z\"/></marker></defs>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<text class=\"n\" x=\"{Margin:0}\" y=\"{Margin:0}\">{Escape(SvgLayout.Text(graph.Title))}</text>\n");
        Draw(svg, root, Margin, Margin + 24);
        return svg.Append("</svg>\n").ToString();
    }

    private static void Draw(StringBuilder svg, PlacedList list, double x, double y)
    {
        foreach (var task in list.Tasks)
        {
            Draw(svg, task, x + task.X, y + task.Y);
        }

        var lane = 0;
        var aside = new Dictionary<int, int>();
        var widest = list.Tasks.Select(task => task.X + task.Width).DefaultIfEmpty(0).Max();
        foreach (var edge in list.List.Edges)
        {
            var from = list.Tasks[edge.From];
            if (edge.IsNext)
            {
                Next(svg, from, list.Tasks[edge.To], edge.Label, x, y);
            }
            else if (edge.To >= 0 || edge.Label.Length > 0 || edge.From != list.Tasks.Length - 1 || edge.To == FlowEdge.End)
            {
                var side = aside.GetValueOrDefault(edge.From);
                aside[edge.From] = side + 1;
                Aside(svg, list, edge, x, y + (side * 9), x + widest + (26 * ++lane));
            }
        }
    }

    private static void Draw(StringBuilder svg, PlacedTask task, double x, double y)
    {
        var isGroup = !task.Lists.IsEmpty;
        svg.Append(CultureInfo.InvariantCulture, $"<g class=\"{task.Task.Kind}{(isGroup ? " c" : "")}\" data-pointer=\"{Escape(task.Task.Pointer)}\">");
        svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{x:0.#}\" y=\"{y:0.#}\" width=\"{task.Width:0.#}\" height=\"{task.Height:0.#}\" rx=\"{(task.Task.Kind is "wait" or "listen" ? 20 : 6)}\"/>");
        var name = Escape(SvgLayout.Text(task.Task.Name));
        var subtitle = Escape(SvgLayout.Subtitle(task.Task));
        if (isGroup)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x + 12:0.#}\" y=\"{y + 20:0.#}\"><tspan class=\"n\">{name}</tspan> <tspan class=\"k\">{subtitle}</tspan></text>");
        }
        else
        {
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x + 12:0.#}\" y=\"{y + 18:0.#}\" class=\"n\">{name}</text><text x=\"{x + 12:0.#}\" y=\"{y + 33:0.#}\" class=\"k\">{subtitle}</text>");
        }

        svg.Append('\n');
        foreach (var (list, left, top) in task.Lists)
        {
            if (list.List.Label.Length > 0)
            {
                svg.Append(CultureInfo.InvariantCulture, $"<text class=\"l\" x=\"{x + left:0.#}\" y=\"{y + top - 6:0.#}\">{list.List.Label}</text>");
            }

            Draw(svg, list, x + left, y + top);
        }

        svg.Append("</g>\n");
    }

    private static void Next(StringBuilder svg, PlacedTask from, PlacedTask to, string label, double x, double y)
    {
        var middle = x + from.X + (from.Width / 2);
        svg.Append(CultureInfo.InvariantCulture, $"<path d=\"M{middle:0.#} {y + from.Y + from.Height:0.#}V{y + to.Y:0.#}\" marker-end=\"url(#arrow)\"/>");
        Label(svg, label, middle + 6, y + from.Y + from.Height + 20);
    }

    /// <summary>A way that goes elsewhere than to the next task, beside the list.</summary>
    private static void Aside(StringBuilder svg, PlacedList list, FlowEdge edge, double x, double y, double lane)
    {
        var from = list.Tasks[edge.From];
        var startX = x + from.X + from.Width;
        var startY = y + from.Y + 14;
        if (edge.To < 0)
        {
            var word = edge.To == FlowEdge.End ? "end" : "exit";
            svg.Append(CultureInfo.InvariantCulture, $"<path d=\"M{startX:0.#} {startY:0.#}H{lane:0.#}\" marker-end=\"url(#arrow)\"/>");
            Label(svg, edge.Label.Length == 0 ? word : $"{edge.Label}: {word}", lane + 4, startY + 4);
            return;
        }

        var to = list.Tasks[edge.To];
        var (endX, endY) = (x + to.X + to.Width, y + to.Y + 6);
        svg.Append(CultureInfo.InvariantCulture, $"<path d=\"M{startX:0.#} {startY:0.#}H{lane - 6:0.#}Q{lane:0.#} {startY:0.#} {lane:0.#} {(startY + endY) / 2:0.#}T{lane - 6:0.#} {endY:0.#}H{endX:0.#}\" marker-end=\"url(#arrow)\"/>");
        Label(svg, edge.Label, lane + 4, ((startY + endY) / 2) + 4);
    }

    private static void Label(StringBuilder svg, string label, double x, double y)
    {
        if (label.Length > 0)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<text class=\"l\" x=\"{x:0.#}\" y=\"{y:0.#}\">{Escape(SvgLayout.Text(label))}</text>");
        }
    }

    private static string Escape(string text) => text
        .Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal)
        .Replace("\"", "&quot;", StringComparison.Ordinal);
}
