using System.Collections.Immutable;

namespace Continuo.Runtime.Checking;

/// <summary>Collects what is found. Of one kind only the first are kept, and all are counted: a store that is broken in one way is often so a million times.</summary>
public sealed class Findings
{
    /// <summary>Of one code.</summary>
    public const int MostKept = 50;

    private readonly List<Finding> _kept = [];
    private readonly SortedDictionary<string, long> _counts = new(StringComparer.Ordinal);

    /// <summary>How many there are of each code, kept or not.</summary>
    public ImmutableSortedDictionary<string, long> Counts => _counts.ToImmutableSortedDictionary(StringComparer.Ordinal);

    public bool HasErrors { get; private set; }

    /// <summary>The worst first.</summary>
    public ImmutableArray<Finding> Kept => [.. _kept.OrderByDescending(finding => finding.Severity)];

    public void Error(string code, string subject, string what, string remedy) => Add(new(code, FindingSeverity.Error, subject, what, remedy));

    public void Warn(string code, string subject, string what, string remedy) => Add(new(code, FindingSeverity.Warning, subject, what, remedy));

    public void Note(string code, string subject, string what, string remedy) => Add(new(code, FindingSeverity.Note, subject, what, remedy));

    public void Add(Finding finding)
    {
        var count = _counts[finding.Code] = _counts.GetValueOrDefault(finding.Code) + 1;
        HasErrors |= finding.Severity == FindingSeverity.Error;
        if (count <= MostKept)
        {
            _kept.Add(finding);
        }
    }
}
