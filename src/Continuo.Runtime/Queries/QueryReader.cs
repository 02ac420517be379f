using System.Collections.Immutable;

namespace Continuo.Runtime.Queries;

/// <summary>Reads a query: conditions with <c>and</c>, <c>or</c>, <c>not</c> and parentheses. Goes on after a mistake, so that all are said at once.</summary>
internal sealed class QueryReader
{
    private const int Deepest = 32;

    private readonly List<QueryProblem> _problems = [];
    private readonly ImmutableArray<QueryToken> _tokens;
    private readonly QueryFields _fields;
    private int _at;
    private int _depth;

    public QueryReader(string text, DateTimeOffset now)
    {
        _tokens = QueryTokens.Of(text, _problems);
        _fields = new QueryFields(now, _problems);
    }

    private QueryToken Next => _tokens[_at];

    public InstanceQueryText Read()
    {
        if (Next.Kind == QueryTokenKind.End)
        {
            return new(null, [new(1, "The query is empty.", "Write a condition such as status = faulted.")]);
        }

        var condition = ReadOr();
        if (Next.Kind != QueryTokenKind.End)
        {
            _problems.Add(new(Next.Column, $"'{Next.Text}' is too much here.", "Join conditions with 'and' or 'or'."));
        }

        return _problems.Count > 0 || condition is null
            ? new(null, [.. _problems.OrderBy(problem => problem.Column)])
            : new(condition, []);
    }

    private InstanceCondition? ReadOr() => ReadJoined("or", ReadAnd, any => new InstanceCondition.Or(any));

    private InstanceCondition? ReadAnd() => ReadJoined("and", ReadNot, all => new InstanceCondition.And(all));

    private InstanceCondition? ReadJoined(string word, Func<InstanceCondition?> read, Func<ImmutableArray<InstanceCondition>, InstanceCondition> join)
    {
        var parts = ImmutableArray.CreateBuilder<InstanceCondition>();
        var count = 0;
        do
        {
            count++;
            if (read() is { } part)
            {
                parts.Add(part);
            }
        }
        while (Take(word));
        return count == 1 ? parts.FirstOrDefault() : join(parts.ToImmutable());
    }

    private InstanceCondition? ReadNot()
    {
        if (!Take("not"))
        {
            return ReadPrimary();
        }

        if (_depth >= Deepest)
        {
            _problems.Add(new(Next.Column, $"The query is nested deeper than {Deepest} levels."));
            _at = _tokens.Length - 1;
            return null;
        }

        _depth++;
        var inner = ReadNot();
        _depth--;
        return inner is null ? null : new InstanceCondition.Not(inner);
    }

    private InstanceCondition? ReadPrimary()
    {
        if (!Take("("))
        {
            return ReadCondition();
        }

        if (++_depth > Deepest)
        {
            _problems.Add(new(Next.Column, $"The query is nested deeper than {Deepest} levels."));
            _at = _tokens.Length - 1;
            return null;
        }

        var inner = ReadOr();
        _depth--;
        if (!Take(")"))
        {
            _problems.Add(new(Next.Column, "A ')' is missing here."));
        }

        return inner;
    }

    private InstanceCondition? ReadCondition()
    {
        var field = Next;
        if (field.Kind != QueryTokenKind.Word)
        {
            _problems.Add(new(field.Column, field.Kind == QueryTokenKind.End ? "The query ends where a condition is expected." : $"'{field.Text}' stands where a field is expected.", "Fields are status, workflow, age, label.NAME, input.NAME and their like."));
            Skip();
            return null;
        }

        _at++;
        if (Next.Is("=") || Next.Is("==") || Next.Is("!=") || Next.Is("<") || Next.Is("<=") || Next.Is(">") || Next.Is(">="))
        {
            var sign = Next;
            _at++;
            return ReadValue() is { } value ? _fields.Compare(field, sign, value) : null;
        }

        if (Take("in"))
        {
            return ReadList() is { } values ? _fields.In(field, values) : null;
        }

        if (Take("starts"))
        {
            return ReadValue() is { } value ? _fields.Starts(field, value) : null;
        }

        return _fields.Exists(field, Next);
    }

    private QueryToken? ReadValue()
    {
        var value = Next;
        if (value.Kind is QueryTokenKind.Word or QueryTokenKind.Text)
        {
            _at++;
            return value;
        }

        _problems.Add(new(value.Column, value.Kind == QueryTokenKind.End ? "The query ends where a value is expected." : $"'{value.Text}' stands where a value is expected.", "Write a word, a number, a duration such as 2h, or a text in double quotes."));
        Skip();
        return null;
    }

    private List<QueryToken>? ReadList()
    {
        if (!Take("("))
        {
            _problems.Add(new(Next.Column, "After 'in' a list is expected.", "Write it as (a, b)."));
            Skip();
            return null;
        }

        var values = new List<QueryToken>();
        do
        {
            if (ReadValue() is not { } value)
            {
                return null;
            }

            values.Add(value);
        }
        while (Take(","));
        if (!Take(")"))
        {
            _problems.Add(new(Next.Column, "A ')' is missing here, or a comma."));
            Skip();
        }

        return values;
    }

    private bool Take(string word)
    {
        if (!Next.Is(word))
        {
            return false;
        }

        _at++;
        return true;
    }

    /// <summary>To where the next condition may begin.</summary>
    private void Skip()
    {
        while (Next.Kind != QueryTokenKind.End && !Next.Is("and") && !Next.Is("or") && !Next.Is(")"))
        {
            _at++;
        }
    }
}
