using System.Collections.Immutable;
using Continuo.Workflows.Json;

namespace Continuo.Workflows.Expressions.Syntax;

/// <summary>A node of the syntax tree and where it starts in the program.</summary>
internal abstract record Term(int Offset)
{
    public sealed record Identity(int Offset) : Term(Offset);

    public sealed record Literal(JsonValue Value, int Offset) : Term(Offset);

    /// <summary><c>$__loc__</c>.</summary>
    public sealed record Location(int Line, int Offset) : Term(Offset);

    public sealed record Variable(string Name, int Offset) : Term(Offset);

    /// <summary><c>@name</c> alone, as a filter.</summary>
    public sealed record Format(string Name, int Offset) : Term(Offset);

    /// <summary>A string with programs in it.</summary>
    /// <param name="FormatName">The format for the programs' results, null for plain text.</param>
    /// <param name="Parts">Literals and programs.</param>
    /// <param name="Literals">Which parts are literal text; a program may be a literal too.</param>
    /// <param name="Offset">Where it starts.</param>
    public sealed record Template(string? FormatName, ImmutableArray<Term> Parts, ImmutableArray<bool> Literals, int Offset) : Term(Offset);

    public sealed record Index(Term Target, Term Key, int Offset) : Term(Offset);

    public sealed record Slice(Term Target, Term? From, Term? To, int Offset) : Term(Offset);

    public sealed record Iterate(Term Target, int Offset) : Term(Offset);

    public sealed record ArrayOf(Term? Body, int Offset) : Term(Offset);

    public sealed record ObjectOf(ImmutableArray<(Term Key, Term Value)> Members, int Offset) : Term(Offset);

    public sealed record Negate(Term Body, int Offset) : Term(Offset);

    /// <summary>Its offset is that of the bar.</summary>
    public sealed record Pipe(Term Left, Term Right, int Offset) : Term(Offset);

    public sealed record Comma(Term Left, Term Right, int Offset) : Term(Offset);

    /// <summary>Arithmetic, comparison, <c>and</c>, <c>or</c>, <c>//</c> and the assignments.</summary>
    public sealed record Binary(string Operator, Term Left, Term Right, int Offset) : Term(Offset);

    public sealed record Try(Term Body, Term? Catch, int Offset) : Term(Offset);

    public sealed record If(Term Condition, Term Then, Term? Else, int Offset) : Term(Offset);

    public sealed record Reduce(Term Source, Pattern Pattern, Term Start, Term Update, int Offset) : Term(Offset);

    public sealed record Foreach(Term Source, Pattern Pattern, Term Start, Term Update, Term? Extract, int Offset) : Term(Offset);

    public sealed record Bind(Term Source, ImmutableArray<Pattern> Patterns, Term Body, int Offset) : Term(Offset);

    public sealed record Define(Definition Function, Term Body, int Offset) : Term(Offset);

    public sealed record Call(string Name, ImmutableArray<Term> Arguments, int Offset) : Term(Offset);

    public sealed record Label(string Name, Term Body, int Offset) : Term(Offset);

    public sealed record Break(string Name, int Offset) : Term(Offset);
}

/// <summary>A function of a program. A parameter is a closure, or a value when its name was written with a dollar sign.</summary>
internal sealed record Definition(string Name, ImmutableArray<(string Name, bool IsValue)> Parameters, Term Body, int Offset);

/// <summary>The left side of a destructuring.</summary>
internal abstract record Pattern(int Offset)
{
    public sealed record Variable(string Name, int Offset) : Pattern(Offset);

    public sealed record Items(ImmutableArray<Pattern> Of, int Offset) : Pattern(Offset);

    /// <summary>Members by key. <c>$name</c> as key binds the member as well.</summary>
    public sealed record Members(ImmutableArray<(Term Key, string? Binding, Pattern? Value)> Of, int Offset) : Pattern(Offset);
}
