using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Continuo.Workflows.Json;

namespace Continuo.Workflows.Expressions.Syntax;

/// <summary>Tokens to a syntax tree: pipes, commas, definitions and operators. Terms are in the other part.</summary>
internal sealed partial class Parser
{
    private readonly string _source;
    private readonly Lexer _lexer;
    private Token _token;

    private Parser(string source)
    {
        _source = source;
        _lexer = new Lexer(source);
        _token = _lexer.Next();
    }

    public static Term Parse(string source)
    {
        var parser = new Parser(source);
        parser.RefuseModules();
        if (parser._token.Kind is TokenKind.End)
        {
            return new Term.Identity(0);
        }

        var body = parser.Query(definitionsOnly: true);
        return parser._token.Kind is TokenKind.End ? body : throw parser.Unexpected("the end of the program");
    }

    /// <summary>Definitions alone, as the builtins written in jq itself are.</summary>
    public static ImmutableArray<Definition> ParseDefinitions(string source)
    {
        var parser = new Parser(source);
        var definitions = ImmutableArray.CreateBuilder<Definition>();
        while (parser._token.IsKeyword("def"))
        {
            definitions.Add(parser.Define());
        }

        return definitions.ToImmutable();
    }

    /// <summary>The weakest binding: definitions, <c>label</c>, <c>as</c>, pipes, commas.</summary>
    private Term Query(bool definitionsOnly = false)
    {
        EnsureStack();
        var offset = _token.Offset;
        if (_token.IsKeyword("def"))
        {
            var function = Define();
            var isEnd = definitionsOnly && _token.Kind is TokenKind.End;
            return new Term.Define(function, isEnd ? new Term.Identity(offset) : Query(definitionsOnly), offset);
        }

        var left = CommaList(out var isComplete);
        if (isComplete || !_token.Is("|"))
        {
            return left;
        }

        var pipe = _token.Offset;
        Advance();
        return new Term.Pipe(left, Query(), pipe);
    }

    /// <param name="isComplete">The last operand was a definition, a label or a binding, which reach to the end of the query.</param>
    private Term CommaList(out bool isComplete)
    {
        var left = Operand(out isComplete);
        while (!isComplete && _token.Is(","))
        {
            var offset = _token.Offset;
            Advance();
            left = new Term.Comma(left, Operand(out isComplete), offset);
        }

        return left;
    }

    private Term Operand(out bool isComplete)
    {
        var offset = _token.Offset;
        isComplete = true;
        if (_token.IsKeyword("def"))
        {
            return Query();
        }

        if (_token.IsKeyword("label"))
        {
            Advance();
            var name = Expect(TokenKind.Variable, "the label's name, such as '$out'").Text;
            Expect("|");
            return new Term.Label(name, Query(), offset);
        }

        var expression = Expression(0);
        if (!_token.IsKeyword("as"))
        {
            isComplete = false;
            return expression;
        }

        Advance();
        var patterns = Patterns();
        Expect("|");
        return new Term.Bind(expression, patterns, Query(), offset);
    }

    private ImmutableArray<Pattern> Patterns()
    {
        var patterns = ImmutableArray.Create(Pattern());
        while (_token.Is("?//"))
        {
            Advance();
            patterns = patterns.Add(Pattern());
        }

        return patterns;
    }

    private Definition Define()
    {
        var offset = _token.Offset;
        Advance();
        var name = _token.Kind is TokenKind.Keyword ? _token : Expect(TokenKind.Identifier, "the function's name");
        if (_token.Kind is TokenKind.Keyword && name == _token)
        {
            Advance();
        }

        var parameters = ImmutableArray.CreateBuilder<(string, bool)>();
        if (_token.Is("("))
        {
            do
            {
                Advance();
                parameters.Add((_token.Text, _token.Kind is TokenKind.Variable));
                if (_token.Kind is not (TokenKind.Variable or TokenKind.Identifier or TokenKind.Keyword))
                {
                    throw Unexpected("a parameter's name");
                }

                Advance();
            }
            while (_token.Is(";"));
            Expect(")");
        }

        Expect(":");
        var body = Query();
        Expect(";");
        return new Definition(name.Text, parameters.ToImmutable(), body, offset);
    }

    /// <summary>Operators by precedence climbing, so that nesting costs two stack frames and not one per level of precedence.</summary>
    private Term Expression(int minimum)
    {
        EnsureStack();
        var left = Unary();
        while (_token.Kind is TokenKind.Symbol or TokenKind.Keyword && Precedence(_token.Text) is var (level, associativity) && level > 0 && level >= minimum)
        {
            var name = _token.Text;
            var offset = _token.Offset;
            Advance();
            var right = Expression(associativity == Associativity.Right ? level : level + 1);
            left = new Term.Binary(name, left, right, offset);
            if (associativity == Associativity.None && Precedence(_token.Text).Level == level && _token.Kind is TokenKind.Symbol)
            {
                throw new JqCompileException($"syntax error: '{_token.Text}' cannot follow '{name}' without parentheses", _token.Offset);
            }
        }

        return left;
    }

    private Term Unary()
    {
        // All nesting of terms comes through here.
        EnsureStack();
        if (!_token.Is("-"))
        {
            return Postfix();
        }

        var offset = _token.Offset;
        Advance();
        var body = Unary();
        return new Term.Negate(body, offset);
    }

    private enum Associativity
    {
        Left,
        Right,
        None,
    }

    private static (int Level, Associativity Associativity) Precedence(string symbol) => symbol switch
    {
        "//" => (1, Associativity.Right),
        "=" or "|=" or "+=" or "-=" or "*=" or "/=" or "%=" or "//=" => (2, Associativity.None),
        "or" => (3, Associativity.Left),
        "and" => (4, Associativity.Left),
        "==" or "!=" or "<" or "<=" or ">" or ">=" => (5, Associativity.None),
        "+" or "-" => (6, Associativity.Left),
        "*" or "/" or "%" => (7, Associativity.Left),
        _ => (0, Associativity.Left),
    };

    private void RefuseModules()
    {
        if (_token.Kind is TokenKind.Keyword && _token.Text is "import" or "include" or "module")
        {
            throw new JqCompileException($"'{_token.Text}' is not available: programs here have no modules; define the functions in the program itself", _token.Offset);
        }
    }

    private void Advance() => _token = _lexer.Next();

    private Token Expect(TokenKind kind, string what)
    {
        var token = _token;
        if (token.Kind != kind)
        {
            throw Unexpected(what);
        }

        Advance();
        return token;
    }

    private void Expect(string symbol)
    {
        if (!_token.Is(symbol))
        {
            throw Unexpected($"'{symbol}'");
        }

        Advance();
    }

    private void ExpectKeyword(string word)
    {
        if (!_token.IsKeyword(word))
        {
            throw Unexpected($"'{word}'");
        }

        Advance();
    }

    private JqCompileException Unexpected(string expected) =>
        new($"syntax error: unexpected {_token.Describe()}, expected {expected}", _token.Offset);

    private void EnsureStack()
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw new JqCompileException("the program is nested too deeply", _token.Offset);
        }
    }
}
