using Continuo.Workflows.Expressions.Evaluation;
using Continuo.Workflows.Expressions.Syntax;

namespace Continuo.Workflows.Expressions.Compilation;

/// <summary>A name in scope, and the names around it.</summary>
/// <param name="Outer">The scope around it, null for the outermost.</param>
/// <param name="Depth">How many cells are in scope: what <see cref="Env"/> will hold at this place.</param>
internal abstract record Scope(Scope? Outer, int Depth)
{
    public sealed record Top() : Scope(null, 0);

    public sealed record Variable(string Name, Scope Around) : Scope(Around, Around.Depth + 1)
    {
        /// <summary>A value that a function takes can be called by its name as well.</summary>
        public bool IsParameter { get; init; }
    }

    public sealed record Label(string Name, Scope Around) : Scope(Around, Around.Depth + 1);

    /// <summary>A closure that a function takes.</summary>
    public sealed record Parameter(string Name, Scope Around, Cardinality Cardinality, bool MayEscape) : Scope(Around, Around.Depth + 1);

    /// <summary>A function. It has no cell: calls find its scope by distance.</summary>
    public sealed record Function(Definition Definition, Scope Around) : Scope(Around, Around.Depth)
    {
        /// <summary>The function as compiled for each kind of arguments that it was called with.</summary>
        public Dictionary<string, Evaluation.Function> Compiled { get; } = [];

        public bool IsLibrary { get; init; }
    }
}
