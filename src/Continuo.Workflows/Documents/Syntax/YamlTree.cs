using Continuo.Workflows.Validation;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Continuo.Workflows.Documents.Syntax;

/// <summary>YAML 1.2 text to a tree with positions. Mistakes become diagnostics; a tree is given as far as one can be made.</summary>
internal sealed class YamlTree
{
    // JSON is YAML, but YAML limits implicit keys to 1,024 characters; task names are ours to limit.
    private const int LongestKey = 1024;

    private readonly Parser _parser;
    private readonly DiagnosticBag _diagnostics;
    private readonly Dictionary<string, SourceNode> _anchors = new(StringComparer.Ordinal);
    private Mark _last;
    private int _aliased;
    private bool _incomplete;

    // The scanner's work grows with the square of the depth: nothing after the limit is read.
    private bool _stopped;

    private YamlTree(IScanner scanner, DiagnosticBag diagnostics)
    {
        _parser = new Parser(scanner);
        _diagnostics = diagnostics;
    }

    public static SourceNode? Read(string text, DiagnosticBag diagnostics)
    {
        var scanner = new Scanner(new StringReader(text), skipComments: true, LongestKey);
        var tree = new YamlTree(scanner, diagnostics);
        try
        {
            return tree.ReadStream();
        }
        catch (YamlException problem)
        {
            YamlProblem.Report(diagnostics, text, problem.Message, problem.Start.Index > 0 ? problem.Start : scanner.CurrentPosition, tree._last);
        }
        catch (Exception problem) when (problem is ArgumentException or InvalidOperationException or IndexOutOfRangeException or FormatException or OverflowException or NullReferenceException)
        {
            // The scanner stumbles over some malformed text instead of refusing it; to the author it is the same.
            YamlProblem.Report(diagnostics, text, "something is missing here or just before", scanner.CurrentPosition, tree._last);
        }

        return null;
    }

    private SourceNode? ReadStream()
    {
        Next();
        if (!Next() || _parser.Current is StreamEnd)
        {
            _diagnostics.Add(DiagnosticCodes.Empty, new TextPosition(1, 1), "", "The text holds no document.", "Begin with 'document:' and 'do:'.");
            return null;
        }

        Next();
        var root = ReadNode(0);
        Next();
        if (Next() && _parser.Current is DocumentStart second)
        {
            _diagnostics.Add(DiagnosticCodes.SeveralDocuments, At(second.Start), "", "Another document begins here.", "Put it into a file of its own.");
        }

        // What a missing part would have said is unknown; complaints about the rest would mislead.
        return _incomplete ? null : root;
    }

    private bool Next()
    {
        if (_stopped)
        {
            return false;
        }

        var moved = _parser.MoveNext();
        _last = _parser.Current?.Start ?? _last;
        return moved;
    }

    /// <summary>Reads the node at the current event and leaves the parser on its last event.</summary>
    private SourceNode? ReadNode(int depth)
    {
        var start = _parser.Current!;
        if (_stopped)
        {
            return null;
        }

        if (start is AnchorAlias alias)
        {
            return ReadAlias(alias);
        }

        if (depth > DocumentLimits.Depth)
        {
            _diagnostics.Add(DiagnosticCodes.TooDeep, At(start.Start), "", $"This is nested more than {DocumentLimits.Depth} deep.", "Move inner tasks to a sub-workflow.");
            _stopped = _incomplete = true;
            return null;
        }

        SourceNode node = start switch
        {
            Scalar scalar => ReadScalar(scalar),
            SequenceStart => ReadList(At(start.Start), depth),
            MappingStart => ReadMap(At(start.Start), depth),
            _ => throw new SyntaxErrorException(start.Start, start.End, "expected a value"),
        };
        if (start is NodeEvent { Anchor.IsEmpty: false } anchored)
        {
            _anchors[anchored.Anchor.Value] = node;
        }

        return node;
    }

    private SourceList ReadList(TextPosition position, int depth)
    {
        var items = new List<SourceNode>();
        while (Next() && _parser.Current is not SequenceEnd)
        {
            if (ReadNode(depth + 1) is { } item)
            {
                items.Add(item);
            }
        }

        return new SourceList(items, position);
    }

    private SourceMap ReadMap(TextPosition position, int depth)
    {
        var members = new List<SourceMember>();
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        while (Next() && _parser.Current is not MappingEnd)
        {
            var at = At(_parser.Current!.Start);

            // In quotes it is a name as any other.
            var merges = _parser.Current is Scalar { Style: ScalarStyle.Plain, Value: "<<" };
            var key = ReadKey();
            Next();
            var value = ReadNode(depth + 1);
            if (key is null || value is null)
            {
                continue;
            }

            if (merges)
            {
                _diagnostics.Add(DiagnosticCodes.MergeKey, at, "", "Merge keys are not part of YAML 1.2.", "Write the members out.");
            }
            else if (places.TryAdd(key, members.Count))
            {
                members.Add(new SourceMember(key, at, value));
            }
            else
            {
                // The last one stands: it is the one that gets its own diagnostics, as the author sees it last.
                _diagnostics.Add(DiagnosticCodes.DuplicateKey, at, "", $"The key '{key}' is given twice; the first is at {members[places[key]].KeyPosition}.", "Remove one of them.");
                members[places[key]] = new SourceMember(key, at, value);
            }
        }

        return new SourceMap(members, position);
    }

    private string? ReadKey()
    {
        switch (_parser.Current)
        {
            case Scalar scalar:
                CheckCharacters(scalar);
                return scalar.Value;
            case AnchorAlias alias when ReadAlias(alias) is SourceScalar aliased:
                return aliased.Text;
            default:
                _diagnostics.Add(DiagnosticCodes.KeyNotText, At(_parser.Current!.Start), "", "A key must be a text.", "Put it in quotes if it begins with a bracket or a brace.");
                Skip();
                _incomplete = true;
                return null;
        }
    }

    private SourceScalar ReadScalar(Scalar scalar)
    {
        var form = scalar.Style switch
        {
            ScalarStyle.SingleQuoted => ScalarForm.SingleQuoted,
            ScalarStyle.DoubleQuoted => ScalarForm.DoubleQuoted,
            ScalarStyle.Literal => ScalarForm.Literal,
            ScalarStyle.Folded => ScalarForm.Folded,
            _ => ScalarForm.Plain,
        };
        CheckCharacters(scalar);
        Json.JsonValue value = scalar.Value;
        if (!scalar.Tag.IsEmpty && !scalar.Tag.IsNonSpecific)
        {
            value = YamlScalar.Tagged(scalar.Tag.Value, scalar.Value) ?? UnknownTag(scalar);
        }
        else if (form == ScalarForm.Plain && !scalar.Tag.IsNonSpecific)
        {
            value = YamlScalar.Resolve(scalar.Value);
        }

        return new SourceScalar(value, scalar.Value, form, At(scalar.Start), (int)scalar.Start.Index);
    }

    /// <summary>Half a surrogate pair is no text; nothing that stores or sends it could keep it.</summary>
    private void CheckCharacters(Scalar scalar)
    {
        if (!SourceText.IsWellFormed(scalar.Value))
        {
            _diagnostics.Add(DiagnosticCodes.Syntax, At(scalar.Start), "", "The text holds half a surrogate pair.", "Write both halves, or the character itself.");
        }
    }

    private Json.JsonValue UnknownTag(Scalar scalar)
    {
        _diagnostics.Add(DiagnosticCodes.Tag, At(scalar.Start), "", $"The tag '{scalar.Tag.Value}' is unknown, or does not fit the value.", "Remove it; quotes make a text.");
        return scalar.Value;
    }

    private SourceNode? ReadAlias(AnchorAlias alias)
    {
        if (!_anchors.TryGetValue(alias.Value.Value, out var anchored))
        {
            _diagnostics.Add(DiagnosticCodes.Alias, At(alias.Start), "", $"No anchor '&{alias.Value}' is defined before this alias.", Suggestion.For(alias.Value.Value, _anchors.Keys));
            _incomplete = true;
            return null;
        }

        var before = _aliased;
        var copy = Copy(anchored);
        if (copy is null && before <= DocumentLimits.AliasedValues)
        {
            _diagnostics.Add(DiagnosticCodes.Alias, At(alias.Start), "", $"Aliases unfold to more than {DocumentLimits.AliasedValues:N0} values.", "Use fewer aliases of aliases.");
        }

        _incomplete |= copy is null;
        return copy;
    }

    private SourceNode? Copy(SourceNode node)
    {
        if (++_aliased > DocumentLimits.AliasedValues)
        {
            return null;
        }

        switch (node)
        {
            case SourceScalar scalar:
                return new SourceScalar(scalar.Json, scalar.Text, scalar.Form, scalar.Position, scalar.Start);
            case SourceList list:
                var items = list.Items.Select(Copy).ToList();
                return items.Contains(null) ? null : new SourceList(items!, list.Position);
            default:
                var map = (SourceMap)node;
                var members = map.Members.Select(m => (m, Value: Copy(m.Value))).ToList();
                return members.Exists(m => m.Value is null) ? null : new SourceMap([.. members.Select(m => m.m with { Value = m.Value! })], map.Position);
        }
    }

    /// <summary>Leaves the parser on the last event of the current node.</summary>
    private void Skip()
    {
        var open = 0;
        do
        {
            open += _parser.Current!.NestingIncrease;
            _stopped |= open > DocumentLimits.Depth;
        }
        while (open > 0 && Next());
    }

    private static TextPosition At(Mark mark) => new((int)Math.Max(1, mark.Line), (int)Math.Max(1, mark.Column));
}
