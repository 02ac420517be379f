using System.Text;
using System.Text.Json;
using Continuo.Workflows.Json;
using Continuo.Workflows.Validation;

namespace Continuo.Workflows.Documents.Syntax;

/// <summary>JSON text to a tree with positions.</summary>
/// <remarks>JSON is YAML on paper; a reader of its own takes what YAML readers stumble over: tabs, long keys, surrogate pairs in escapes.</remarks>
internal ref struct JsonTree
{
    private readonly ReadOnlySpan<byte> _utf8;
    private readonly DiagnosticBag _diagnostics;
    private Utf8JsonReader _reader;
    private int _byte;
    private int _char;
    private int _line = 1;
    private int _lineStart;

    private JsonTree(byte[] utf8, DiagnosticBag diagnostics)
    {
        _utf8 = utf8;
        _diagnostics = diagnostics;
        _reader = new Utf8JsonReader(_utf8, new JsonReaderOptions { MaxDepth = DocumentLimits.Depth });
    }

    /// <summary>Whether <paramref name="text"/> is meant as JSON rather than YAML: it begins with a brace and a quoted key.</summary>
    public static bool Is(string text)
    {
        var start = text.AsSpan().TrimStart();
        return start.Length > 1 && start[0] == '{' && start[1..].TrimStart() is ['"', ..];
    }

    /// <summary>The tree, or null and a diagnostic.</summary>
    public static SourceNode? Read(string text, DiagnosticBag diagnostics)
    {
        var tree = new JsonTree(Encoding.UTF8.GetBytes(text), diagnostics);
        try
        {
            tree._reader.Read();
            var root = tree.ReadNode();
            tree._reader.Read();
            return root;
        }
        catch (JsonException problem)
        {
            var cut = problem.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
            var at = new TextPosition((int)(problem.LineNumber ?? 0) + 1, (int)(problem.BytePositionInLine ?? 0) + 1);
            diagnostics.Add(DiagnosticCodes.Syntax, at, "", $"The text is not JSON: {(cut < 0 ? problem.Message : problem.Message[..cut])}");
            return null;
        }
    }

    private SourceNode ReadNode()
    {
        var position = Here();
        var start = _char;
        switch (_reader.TokenType)
        {
            case JsonTokenType.StartObject:
                return ReadMap(position);
            case JsonTokenType.StartArray:
                var items = new List<SourceNode>();
                while (_reader.Read() && _reader.TokenType != JsonTokenType.EndArray)
                {
                    items.Add(ReadNode());
                }

                return new SourceList(items, position);
            case JsonTokenType.String:
                var text = ReadText(position);
                return new SourceScalar(text, text, ScalarForm.DoubleQuoted, position, start);
            default:
                var raw = Encoding.UTF8.GetString(_reader.ValueSpan);
                JsonValue value = _reader.TokenType switch
                {
                    JsonTokenType.True => true,
                    JsonTokenType.False => false,
                    JsonTokenType.Null => default,
                    _ => JsonReader.ReadNumber(raw),
                };
                return new SourceScalar(value, raw, ScalarForm.Plain, position, start);
        }
    }

    private SourceMap ReadMap(TextPosition position)
    {
        var members = new List<SourceMember>();
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndObject)
        {
            var at = Here();
            var key = ReadText(at);
            _reader.Read();
            var member = new SourceMember(key, at, ReadNode());
            if (places.TryAdd(key, members.Count))
            {
                members.Add(member);
            }
            else
            {
                _diagnostics.Add(DiagnosticCodes.DuplicateKey, at, "", $"The key '{key}' is given twice; the first is at {members[places[key]].KeyPosition}.", "Remove one of them.");
                members[places[key]] = member;
            }
        }

        return new SourceMap(members, position);
    }

    private string ReadText(TextPosition position)
    {
        try
        {
            return _reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            _diagnostics.Add(DiagnosticCodes.Syntax, position, "", "The text is not JSON: an escape makes half a surrogate pair.", "Write both halves, or the character itself.");
            return "";
        }
    }

    /// <summary>The position of the current token. Tokens come in order, so the text is walked once.</summary>
    private TextPosition Here()
    {
        var target = (int)_reader.TokenStartIndex;
        while (_byte < target)
        {
            Rune.DecodeFromUtf8(_utf8[_byte..], out var rune, out var bytes);
            _byte += bytes;
            _char += rune.Utf16SequenceLength;
            if (rune.Value == '\n')
            {
                _line++;
                _lineStart = _char;
            }
        }

        return new TextPosition(_line, _char - _lineStart + 1);
    }
}
