namespace Continuo.Workflows.Documents.Syntax;

/// <summary>Places inside a scalar's value, found again in the text.</summary>
/// <remarks>Walks text and value side by side. Exact for scalars on one line and for literal blocks; folded lines are close.</remarks>
internal static class ScalarPositions
{
    /// <param name="text">The document.</param>
    /// <param name="scalar">The scalar.</param>
    /// <param name="offset">Index into the scalar's value.</param>
    public static TextPosition Locate(string text, SourceScalar scalar, int offset)
    {
        var at = scalar.Start;
        if (at < 0 || at >= text.Length)
        {
            return scalar.Position;
        }

        at = scalar.Form is ScalarForm.Literal or ScalarForm.Folded
            ? InBlock(text, scalar, offset)
            : InFlow(text, scalar, offset);
        return PositionOf(text, scalar, at);
    }

    private static TextPosition PositionOf(string text, SourceScalar scalar, int at)
    {
        var (line, column) = (scalar.Position.Line, scalar.Position.Column);
        for (var i = scalar.Start; i < at && i < text.Length; i++)
        {
            column++;
            if (text[i] == '\n')
            {
                (line, column) = (line + 1, 1);
            }
        }

        return new TextPosition(line, column);
    }

    private static int InFlow(string text, SourceScalar scalar, int offset)
    {
        var at = scalar.Start + (scalar.Form == ScalarForm.Plain ? 0 : 1);
        for (var i = 0; i < offset && at < text.Length; i++)
        {
            at += scalar.Form switch
            {
                ScalarForm.SingleQuoted when text[at] == '\'' => 2,
                ScalarForm.DoubleQuoted when text[at] == '\\' => EscapeLength(text, at),
                _ when IsBreakAhead(text, at) => FoldLength(text, at, scalar.Text, ref i),
                _ => 1,
            };
        }

        return at;
    }

    private static int EscapeLength(string text, int at) => (at + 1 < text.Length ? text[at + 1] : ' ') switch
    {
        'x' => 4,
        'u' => 6,
        'U' => 10,
        _ => 2,
    };

    private static bool IsBreakAhead(string text, int at)
    {
        while (at < text.Length && text[at] is ' ' or '\t' or '\r')
        {
            at++;
        }

        return at < text.Length && text[at] == '\n';
    }

    /// <summary>A break folds to a space, several to one break less; either way the next line's indentation goes.</summary>
    private static int FoldLength(string text, int start, string value, ref int index)
    {
        var at = start;
        var breaks = 0;
        while (at < text.Length && char.IsWhiteSpace(text[at]))
        {
            breaks += text[at] == '\n' ? 1 : 0;
            at++;
        }

        for (var extra = 2; extra < breaks && index + 1 < value.Length; extra++)
        {
            index++;
        }

        return at - start;
    }

    private static int InBlock(string text, SourceScalar scalar, int offset)
    {
        var at = NextLine(text, scalar.Start);
        var indent = Math.Max(0, Indent(text, at) - Indent(scalar.Text, 0));
        var i = 0;
        while (at < text.Length)
        {
            var skip = 0;
            while (skip < indent && at < text.Length && text[at] == ' ')
            {
                skip++;
                at++;
            }

            var end = text.IndexOf('\n', at);
            end = end < 0 ? text.Length : end;
            var length = end - at - (end > at && text[end - 1] == '\r' ? 1 : 0);
            if (offset <= i + length)
            {
                return at + (offset - i);
            }

            // A blank line before this one was the fold's break itself.
            i += length + 1;
            at = end + 1;
            if (scalar.Form == ScalarForm.Folded && end > 0 && at < text.Length && text[at] == '\n' && i < scalar.Text.Length && scalar.Text[i - 1] == '\n')
            {
                at++;
            }
        }

        return text.Length;
    }

    private static int NextLine(string text, int at)
    {
        var end = text.IndexOf('\n', at);
        return end < 0 ? text.Length : end + 1;
    }

    private static int Indent(string text, int at)
    {
        while (at < text.Length)
        {
            var start = at;
            while (at < text.Length && text[at] == ' ')
            {
                at++;
            }

            if (at < text.Length && text[at] is not ('\n' or '\r'))
            {
                return at - start;
            }

            at = NextLine(text, at);
        }

        return 0;
    }
}
