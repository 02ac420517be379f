using System.Text;
using Continuo.Workflows.Json;
using Spectre.Console;

namespace Continuo.Cli.Output;

/// <summary>Where a command writes: results to <see cref="Out"/>, everything else to <see cref="Error"/>.</summary>
/// <remarks>Colours and widths are for people: only a terminal gets them, and none that sets NO_COLOR.</remarks>
internal sealed class Terminal(TextWriter output, TextWriter error, bool isTerminal)
{
    public TextWriter Out { get; } = output;

    public TextWriter Error { get; } = error;

    /// <summary>Whether people see <see cref="Out"/> as it is written.</summary>
    public bool IsTerminal { get; } = isTerminal;

    public bool HasColours { get; } = isTerminal && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));

    public static Terminal OfProcess()
    {
        var encoding = new UTF8Encoding(false);
        return new(
            new StreamWriter(StandardOutput.Open(), encoding) { AutoFlush = true },
            new StreamWriter(System.Console.OpenStandardError(), encoding) { AutoFlush = true },
            !System.Console.IsOutputRedirected);
    }

    /// <summary>One JSON text: readable on a terminal, one line in a pipe.</summary>
    public void Json(JsonValue value) => Out.WriteLine(JsonWriter.Write(value, IsTerminal));

    /// <inheritdoc cref="Json(JsonValue)"/>
    public void Json(System.Text.Json.JsonElement value) => Json(JsonValue.Parse(value.GetRawText()));

    public void Line(string line) => Out.WriteLine(line);

    /// <summary>Text as it is, without an end of line.</summary>
    public void Raw(string? text) => Out.Write(text);

    public void Note(string line) => Error.WriteLine(line);

    /// <summary>A status as a word, coloured where colours are.</summary>
    public string Status(string status)
    {
        if (!HasColours)
        {
            return status;
        }

        var colour = status switch
        {
            "completed" => 32,
            "faulted" or "stuck" => 31,
            "cancelled" or "suspended" => 33,
            _ => 36,
        };
        return $"\u001b[{colour}m{status}\u001b[0m";
    }

    /// <summary>Rows in aligned columns.</summary>
    public void Rows(string[] heads, IEnumerable<string[]> rows)
    {
        if (!IsTerminal)
        {
            PlainRows([heads, .. rows]);
            return;
        }

        var table = new Table().NoBorder();
        foreach (var head in heads)
        {
            table.AddColumn(new TableColumn(Markup.Escape(head)).NoWrap());
        }

        foreach (var row in rows)
        {
            table.AddRow([.. row.Select(cell => new Text(cell, StyleOf(cell)))]);
        }

        Console().Write(table);
    }

    private IAnsiConsole Console() => AnsiConsole.Create(new AnsiConsoleSettings
    {
        Ansi = HasColours ? AnsiSupport.Yes : AnsiSupport.No,
        ColorSystem = HasColours ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
        Out = new AnsiConsoleOutput(Out),
        Interactive = InteractionSupport.No,
    });

    // Without a terminal nothing may be cut to a width, and no line ends in blanks.
    private void PlainRows(List<string[]> rows)
    {
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        foreach (var row in rows)
        {
            Line(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
        }
    }

    private static Style StyleOf(string cell) => cell switch
    {
        "completed" or "resumed" => new Style(Color.Green),
        "faulted" or "stuck" => new Style(Color.Red),
        "cancelled" or "suspended" or "compensated" => new Style(Color.Yellow),
        _ => Style.Plain,
    };
}
