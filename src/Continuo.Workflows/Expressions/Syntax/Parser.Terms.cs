using System.Collections.Immutable;
using System.Text;
using Continuo.Workflows.Json;

namespace Continuo.Workflows.Expressions.Syntax;

internal sealed partial class Parser
{
    private Term Postfix()
    {
        var term = Primary();
        while (true)
        {
            var offset = _token.Offset;
            if (_token.Kind is TokenKind.Field)
            {
                term = new Term.Index(term, new Term.Literal(_token.Text, offset), offset);
                Advance();
            }
            else if (_token.Is("."))
            {
                Advance();
                term = DottedSuffix(term, offset);
            }
            else if (_token.Is("["))
            {
                term = Bracket(term);
            }
            else if (_token.Is("?"))
            {
                Advance();
                term = new Term.Try(term, null, offset);
            }
            else
            {
                return term;
            }
        }
    }

    private Term DottedSuffix(Term target, int offset)
    {
        if (_token.Kind is TokenKind.Quote)
        {
            return new Term.Index(target, Text(null), offset);
        }

        return _token.Is("[") ? Bracket(target) : throw Unexpected("a name, a string or '[' after '.'");
    }

    /// <summary><c>[]</c>, <c>[key]</c>, <c>[from:to]</c> behind a term.</summary>
    private Term Bracket(Term target)
    {
        var offset = _token.Offset;
        Advance();
        if (_token.Is("]"))
        {
            Advance();
            return new Term.Iterate(target, offset);
        }

        if (_token.Is(":"))
        {
            Advance();
            var upTo = Query();
            Expect("]");
            return new Term.Slice(target, null, upTo, offset);
        }

        var key = Query();
        if (_token.Is("]"))
        {
            Advance();
            return new Term.Index(target, key, offset);
        }

        Expect(":");
        var to = _token.Is("]") ? null : Query();
        Expect("]");
        return new Term.Slice(target, key, to, offset);
    }

    private Term Primary()
    {
        var token = _token;
        switch (token.Kind)
        {
            case TokenKind.Number:
                Advance();
                return new Term.Literal(JsonReader.ReadNumber(token.Text), token.Offset);
            case TokenKind.Quote:
                return Text(null);
            case TokenKind.Format:
                Advance();
                return _token.Kind is TokenKind.Quote ? Text(token.Text) : new Term.Format(token.Text, token.Offset);
            case TokenKind.Field:
                Advance();
                return new Term.Index(new Term.Identity(token.Offset), new Term.Literal(token.Text, token.Offset), token.Offset);
            case TokenKind.Variable:
                Advance();
                return token.Text == "__loc__" ? new Term.Location(LineOf(token.Offset), token.Offset) : new Term.Variable(token.Text, token.Offset);
            case TokenKind.Identifier:
                return Call();
            case TokenKind.Keyword:
                return KeywordTerm();
            case TokenKind.Symbol:
                return SymbolTerm();
            default:
                throw Unexpected("an expression");
        }
    }

    private Term Call()
    {
        var name = _token;
        Advance();
        if (name.Text == "break" && _token.Kind is TokenKind.Variable)
        {
            var label = _token.Text;
            Advance();
            return new Term.Break(label, name.Offset);
        }

        var arguments = ImmutableArray.CreateBuilder<Term>();
        if (_token.Is("("))
        {
            do
            {
                Advance();
                arguments.Add(Query());
            }
            while (_token.Is(";"));
            Expect(")");
        }

        return new Term.Call(name.Text, arguments.ToImmutable(), name.Offset);
    }

    private Term SymbolTerm()
    {
        var offset = _token.Offset;
        switch (_token.Text)
        {
            case ".":
                Advance();
                return _token.Kind is TokenKind.Quote ? new Term.Index(new Term.Identity(offset), Text(null), offset)
                    : _token.Is("[") ? Bracket(new Term.Identity(offset))
                    : new Term.Identity(offset);
            case "..":
                Advance();
                return new Term.Call("recurse", [], offset);
            case "(":
                Advance();
                var inner = Query();
                Expect(")");
                return inner;
            case "[":
                Advance();
                if (_token.Is("]"))
                {
                    Advance();
                    return new Term.ArrayOf(null, offset);
                }

                var body = Query();
                Expect("]");
                return new Term.ArrayOf(body, offset);
            case "{":
                return ObjectTerm();
            default:
                throw Unexpected("an expression");
        }
    }

    private Term KeywordTerm()
    {
        var offset = _token.Offset;
        switch (_token.Text)
        {
            case "if":
                Advance();
                return IfTerm(offset);
            case "try":
                Advance();
                var body = Unary();
                if (!_token.IsKeyword("catch"))
                {
                    return new Term.Try(body, null, offset);
                }

                Advance();
                return new Term.Try(body, Unary(), offset);
            case "reduce" or "foreach":
                return Fold(_token.Text == "reduce", offset);
            case "def":
                return Query();
            case "import" or "include" or "module":
                RefuseModules();
                goto default;
            default:
                throw Unexpected("an expression");
        }
    }

    private Term.If IfTerm(int offset)
    {
        EnsureStack();
        var condition = Query();
        ExpectKeyword("then");
        var then = Query();
        if (_token.IsKeyword("elif"))
        {
            var nested = _token.Offset;
            Advance();
            return new Term.If(condition, then, IfTerm(nested), offset);
        }

        Term? otherwise = null;
        if (_token.IsKeyword("else"))
        {
            Advance();
            otherwise = Query();
        }

        ExpectKeyword("end");
        return new Term.If(condition, then, otherwise, offset);
    }

    private Term Fold(bool isReduce, int offset)
    {
        Advance();
        var source = Expression(0);
        ExpectKeyword("as");
        var patterns = Patterns();
        if (patterns.Length > 1)
        {
            throw new JqCompileException("'?//' cannot be used here: bind with 'as' first", patterns[1].Offset);
        }

        Expect("(");
        var start = Query();
        Expect(";");
        var update = Query();
        Term? extract = null;
        if (!isReduce && _token.Is(";"))
        {
            Advance();
            extract = Query();
        }

        Expect(")");
        return isReduce
            ? new Term.Reduce(source, patterns[0], start, update, offset)
            : new Term.Foreach(source, patterns[0], start, update, extract, offset);
    }

    /// <summary>A string literal; the current token is its opening quote.</summary>
    private Term Text(string? format)
    {
        var opening = _token.Offset;
        var parts = ImmutableArray.CreateBuilder<Term>();
        var literals = ImmutableArray.CreateBuilder<bool>();
        var text = new StringBuilder();
        while (true)
        {
            var start = _lexer.Position;
            var isProgram = _lexer.ReadStringPart(text, opening);
            if (text.Length > 0 || !isProgram)
            {
                parts.Add(new Term.Literal(text.ToString(), start));
                literals.Add(true);
                text.Clear();
            }

            if (!isProgram)
            {
                Advance();
                if (parts is [Term.Literal only])
                {
                    return new Term.Literal(only.Value, opening);
                }

                return new Term.Template(format, parts.ToImmutable(), literals.ToImmutable(), opening);
            }

            Advance();
            parts.Add(Query());
            literals.Add(false);
            if (!_token.Is(")"))
            {
                throw Unexpected("')' to end the program in the string");
            }
        }
    }

    private int LineOf(int offset) => 1 + _source.AsSpan(0, offset).Count('\n');
}
