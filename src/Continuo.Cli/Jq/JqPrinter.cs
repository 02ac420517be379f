using System.Buffers;
using System.Text;
using Continuo.Workflows.Json;

namespace Continuo.Cli.Jq;

/// <summary>Prints results as jq does: indented, with colours, with sorted keys, or raw.</summary>
internal sealed class JqPrinter(JqOptions options, Stream output) : IDisposable
{
    private const int FlushAt = 1 << 16;
    private const string Reset = "\u001b[0m";

    private readonly ArrayBufferWriter<byte> _text = new(2 * FlushAt);

    public void Print(JsonValue value)
    {
        if (options.IsRaw && value.AsString is { } text)
        {
            Append(text);
        }
        else if (options is { Indent: null, IsColoured: false, SortsKeys: false })
        {
            JsonWriter.WriteTo(_text, value);
        }
        else
        {
            Append(value, 0);
        }

        if (!options.IsJoined)
        {
            Append("\n");
        }

        if (_text.WrittenCount >= FlushAt)
        {
            Flush();
        }
    }

    public void Flush()
    {
        output.Write(_text.WrittenSpan);
        output.Flush();
        _text.ResetWrittenCount();
    }

    public void Dispose() => Flush();

    private void Append(JsonValue value, int depth)
    {
        var colour = Colour(value);
        if (value.AsArray is { } array)
        {
            Container(colour, '[', ']', array.Count, depth, i => Append(array[i], depth + 1));
        }
        else if (value.AsObject is { } members)
        {
            var keys = options.SortsKeys ? JsonOrder.SortedKeys(members) : members.Keys.ToArray();
            Container(colour, '{', '}', keys.Length, depth, i => Member(keys[i], members[keys[i]], colour, depth));
        }
        else
        {
            Append(colour);
            JsonWriter.WriteTo(_text, value);
            Append(colour.Length > 0 ? Reset : "");
        }
    }

    private void Container(string colour, char open, char close, int count, int depth, Action<int> item)
    {
        Append(colour);
        Append(open.ToString());
        for (var i = 0; i < count; i++)
        {
            if (i > 0)
            {
                Append(colour);
                Append(",");
            }

            NewLine(depth + 1);
            Append(colour.Length > 0 ? Reset : "");
            item(i);
        }

        Append(colour);
        if (count > 0)
        {
            NewLine(depth);
        }

        Append(close.ToString());
        Append(colour.Length > 0 ? Reset : "");
    }

    private void Member(string key, JsonValue value, string colour, int depth)
    {
        Append(options.IsColoured ? "\u001b[34;1m" : "");
        JsonWriter.WriteTo(_text, key);
        Append(options.IsColoured ? Reset : "");
        Append(colour);
        Append(options.Indent is null ? ":" : ": ");
        Append(colour.Length > 0 ? Reset : "");
        Append(value, depth + 1);
    }

    private void NewLine(int depth)
    {
        if (options.Indent is not { } indent)
        {
            return;
        }

        Append("\n");
        for (var i = 0; i < depth; i++)
        {
            Append(indent);
        }
    }

    private string Colour(JsonValue value) => !options.IsColoured ? "" : value.Kind switch
    {
        JsonKind.Null => "\u001b[1;30m",
        JsonKind.String => "\u001b[0;32m",
        JsonKind.Array or JsonKind.Object => "\u001b[1;39m",
        _ => "\u001b[0;39m",
    };

    private void Append(string text)
    {
        if (text.Length > 0)
        {
            Encoding.UTF8.GetBytes(text, _text);
        }
    }
}
