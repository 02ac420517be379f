using System.Collections;

namespace Continuo.Workflows.Schemas.Evaluation;

/// <summary>Which members or items of one value some rule has looked at, by their index: what the <c>unevaluated</c> rules leave alone.</summary>
internal sealed class Evaluated(int count)
{
    private readonly BitArray _marks = new(count);
    private bool _isAll;

    public Evaluated Fresh() => new(_marks.Length);

    public bool Has(int index) => _isAll || _marks[index];

    public void Mark(int index) => _marks[index] = true;

    public void MarkAll() => _isAll = true;

    public void Add(Evaluated other)
    {
        _isAll |= other._isAll;
        _marks.Or(other._marks);
    }
}
