namespace Continuo.Workflows.Expressions.Syntax;

internal enum TokenKind
{
    End,
    Identifier,
    Keyword,

    /// <summary>A dot and a name written together: <c>.name</c>.</summary>
    Field,

    /// <summary>A dollar and a name: <c>$name</c>.</summary>
    Variable,
    Format,
    Number,

    /// <summary>The opening quote; the parser asks the lexer for the parts.</summary>
    Quote,
    Symbol,
}

/// <summary>A token and where it starts. <see cref="Text"/> is the name or the symbol itself.</summary>
internal readonly record struct Token(TokenKind Kind, string Text, int Offset)
{
    public bool Is(string symbol) => Kind is TokenKind.Symbol && Text == symbol;

    public bool IsKeyword(string word) => Kind is TokenKind.Keyword && Text == word;

    public string Describe() => Kind switch
    {
        TokenKind.End => "the end of the program",
        TokenKind.Field => $"'.{Text}'",
        TokenKind.Variable => $"'${Text}'",
        TokenKind.Format => $"'@{Text}'",
        TokenKind.Quote => "a string",
        _ => $"'{Text}'",
    };
}
