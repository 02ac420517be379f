using System.Collections.Immutable;
using Continuo.Workflows.Json;

namespace Continuo.Workflows.Expressions.Syntax;

internal sealed partial class Parser
{
    private Term.ObjectOf ObjectTerm()
    {
        var offset = _token.Offset;
        var members = ImmutableArray.CreateBuilder<(Term, Term)>();
        Advance();
        while (!_token.Is("}"))
        {
            members.Add(Member());
            if (_token.Is(","))
            {
                Advance();
            }
            else if (!_token.Is("}"))
            {
                throw _token.Kind is TokenKind.End
                    ? new JqCompileException("syntax error: this '{' is not closed", offset)
                    : Unexpected("',' or '}'");
            }
        }

        Advance();
        return new Term.ObjectOf(members.ToImmutable(), offset);
    }

    private (Term Key, Term Value) Member()
    {
        var token = _token;
        switch (token.Kind)
        {
            case TokenKind.Identifier or TokenKind.Keyword:
                Advance();
                var name = new Term.Literal(token.Text, token.Offset);
                return (name, _token.Is(":") ? MemberValue() : new Term.Index(new Term.Identity(token.Offset), name, token.Offset));
            case TokenKind.Variable when token.Text == "__loc__":
                Advance();
                return (new Term.Literal("__loc__", token.Offset), new Term.Location(LineOf(token.Offset), token.Offset));
            case TokenKind.Variable:
                Advance();
                var variable = new Term.Variable(token.Text, token.Offset);
                return _token.Is(":") ? (variable, MemberValue()) : (new Term.Literal(token.Text, token.Offset), variable);
            case TokenKind.Quote or TokenKind.Format:
                if (token.Kind is TokenKind.Format)
                {
                    Advance();
                }

                var key = _token.Kind is TokenKind.Quote ? Text(token.Kind is TokenKind.Format ? token.Text : null) : throw Unexpected("a string");
                return (key, _token.Is(":") ? MemberValue() : new Term.Index(new Term.Identity(token.Offset), key, token.Offset));
            case TokenKind.Number:
                throw new JqCompileException($"Cannot use number ({token.Text}) as object key", token.Offset);
            case TokenKind.Symbol when token.Text == "(":
                Advance();
                var computed = Query();
                Expect(")");
                RefuseConstantKey(computed);
                return (computed, MemberValue());
            case TokenKind.End:
                throw new JqCompileException("syntax error: unexpected end of the program in an object: '}' is missing", token.Offset);
            default:
                throw Unexpected("a key: a name, a string, a variable or an expression in parentheses");
        }
    }

    private static void RefuseConstantKey(Term key)
    {
        if (key is Term.Literal { Value: { IsString: false } constant })
        {
            throw new JqCompileException($"Cannot use {JqText.TypeName(constant)} ({constant}) as object key", key.Offset);
        }
    }

    /// <summary>The value of a member: pipes are allowed in it, commas are not.</summary>
    private Term MemberValue()
    {
        Expect(":");
        var offset = _token.Offset;
        var value = Expression(0);
        if (!_token.Is("|"))
        {
            return value;
        }

        var stages = new List<Term> { value };
        while (_token.Is("|"))
        {
            Advance();
            stages.Add(Expression(0));
        }

        var pipe = stages[^1];
        for (var i = stages.Count - 2; i >= 0; i--)
        {
            pipe = new Term.Pipe(stages[i], pipe, offset);
        }

        return pipe;
    }

    private Pattern Pattern()
    {
        EnsureStack();
        var offset = _token.Offset;
        if (_token.Kind is TokenKind.Variable)
        {
            var name = _token.Text;
            Advance();
            return new Pattern.Variable(name, offset);
        }

        return _token.Is("[") ? ItemsPattern(offset)
            : _token.Is("{") ? MembersPattern(offset)
            : throw Unexpected("a variable, '[' or '{'");
    }

    private Pattern.Items ItemsPattern(int offset)
    {
        var items = ImmutableArray.CreateBuilder<Pattern>();
        do
        {
            Advance();
            items.Add(Pattern());
        }
        while (_token.Is(","));
        Expect("]");
        return new Pattern.Items(items.ToImmutable(), offset);
    }

    private Pattern.Members MembersPattern(int offset)
    {
        var members = ImmutableArray.CreateBuilder<(Term, string?, Pattern?)>();
        do
        {
            Advance();
            members.Add(MemberPattern());
        }
        while (_token.Is(","));
        Expect("}");
        return new Pattern.Members(members.ToImmutable(), offset);
    }

    private (Term Key, string? Binding, Pattern? Value) MemberPattern()
    {
        var token = _token;
        if (token.Kind is TokenKind.Variable)
        {
            Advance();
            return (new Term.Literal(token.Text, token.Offset), token.Text, _token.Is(":") ? MemberValuePattern() : null);
        }

        Term key;
        if (token.Kind is TokenKind.Identifier or TokenKind.Keyword)
        {
            Advance();
            key = new Term.Literal(token.Text, token.Offset);
        }
        else if (token.Kind is TokenKind.Quote)
        {
            key = Text(null);
        }
        else
        {
            Expect("(");
            key = Query();
            Expect(")");
            RefuseConstantKey(key);
        }

        return (key, null, MemberValuePattern());
    }

    private Pattern MemberValuePattern()
    {
        Expect(":");
        return Pattern();
    }
}
