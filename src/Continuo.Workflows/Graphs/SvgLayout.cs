using System.Collections.Immutable;

namespace Continuo.Workflows.Graphs;

/// <summary>A list with its size and the places of what is in it, relative to its own corner.</summary>
internal sealed record PlacedList(FlowList List, double Width, double Height, ImmutableArray<PlacedTask> Tasks);

/// <summary>A task with its place in its list, and the lists in it with theirs relative to the task.</summary>
internal sealed record PlacedTask(FlowTask Task, double X, double Y, double Width, double Height, ImmutableArray<(PlacedList List, double X, double Y)> Lists);

/// <summary>Places tasks: one below the other, branches side by side, what a task holds inside its frame.</summary>
internal static class SvgLayout
{
    public const double Gap = 34;
    public const double Padding = 14;
    public const double Head = 30;
    public const double LabelHeight = 18;

    /// <summary>Room at the side of a list for ways that do not lead to the next task.</summary>
    private const double Lane = 26;
    private const double BoxHeight = 42;
    private const double CharWidth = 6.7;
    private const double LongestText = 46;

    public static PlacedList Place(FlowList list)
    {
        var placed = list.Tasks.Select(Size).ToList();
        if (placed.Count == 0)
        {
            return new PlacedList(list, 60, 20, []);
        }

        if (list.IsParallel)
        {
            var x = 0d;
            var side = placed.Select(task =>
            {
                var at = task with { X = x };
                x += task.Width + Gap;
                return at;
            }).ToImmutableArray();
            return new PlacedList(list, x - Gap, placed.Max(task => task.Height), side);
        }

        var widest = placed.Max(task => task.Width);
        var lanes = list.Edges.Count(edge => !edge.IsNext && (edge.To >= 0 || edge.Label.Length > 0 || edge.From != placed.Count - 1));
        var labels = list.Edges.Where(edge => !edge.IsNext).Select(edge => Text(edge.Label).Length * CharWidth).DefaultIfEmpty(0).Max();
        var y = 0d;
        var column = placed.Select(task =>
        {
            var at = task with { X = (widest - task.Width) / 2, Y = y };
            y += task.Height + Gap;
            return at;
        }).ToImmutableArray();
        return new PlacedList(list, widest + (lanes > 0 ? (lanes * Lane) + labels + 20 : 0), y - Gap, column);
    }

    public static string Text(string text)
    {
        var line = text.ReplaceLineEndings(" ");
        return line.Length > LongestText ? line[..((int)LongestText - 1)] + "…" : line;
    }

    public static string Subtitle(FlowTask task) => Text(task.Detail.Length == 0 ? task.Kind : $"{task.Kind}: {task.Detail}");

    private static PlacedTask Size(FlowTask task)
    {
        var text = (Math.Max(Text(task.Name).Length, Subtitle(task).Length) * CharWidth) + 24;
        if (task.Lists.IsEmpty)
        {
            return new PlacedTask(task, 0, 0, Math.Max(110, text), BoxHeight, []);
        }

        var lists = ImmutableArray.CreateBuilder<(PlacedList, double, double)>();
        var x = Padding;
        var height = 0d;
        foreach (var list in task.Lists)
        {
            var placed = Place(list);
            var top = Head + Padding + (list.Label.Length == 0 ? 0 : LabelHeight);
            lists.Add((placed, x, top));
            x += placed.Width + Gap;
            height = Math.Max(height, top + placed.Height);
        }

        var single = (Text(task.Name).Length + Subtitle(task).Length + 2) * CharWidth;
        return new PlacedTask(task, 0, 0, Math.Max(x - Gap + Padding, single + 24), height + Padding, lists.ToImmutable());
    }
}
