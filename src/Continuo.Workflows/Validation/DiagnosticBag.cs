using System.Collections.Immutable;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Documents.Syntax;

namespace Continuo.Workflows.Validation;

/// <summary>Collects what is wrong with one document.</summary>
internal sealed class DiagnosticBag
{
    private readonly List<Diagnostic> _found = [];
    private int _omitted;

    public bool HasErrors { get; private set; }

    /// <summary>Whether another would only be counted: not worth a search for what was meant.</summary>
    public bool IsFull => _found.Count >= DocumentLimits.Diagnostics;

    public void Add(DiagnosticCode code, TextPosition position, string pointer, string message, string? remedy = null)
    {
        HasErrors |= code.Severity == Severity.Error;
        if (!IsFull)
        {
            _found.Add(new Diagnostic(code.Id, code.Severity, position, pointer, message, remedy));
        }
        else
        {
            _omitted++;
        }
    }

    public void Add(DiagnosticCode code, SourceNode at, string message, string? remedy = null) =>
        Add(code, at.Focus, at.Pointer, message, remedy);

    /// <summary>The same, where it does not refuse the document.</summary>
    public void Warn(DiagnosticCode code, SourceNode at, string message, string? remedy = null)
    {
        if (IsFull)
        {
            _omitted++;
        }
        else
        {
            _found.Add(new Diagnostic(code.Id, Severity.Warning, at.Focus, at.Pointer, message, remedy));
        }
    }

    /// <summary>All, in the order of the text.</summary>
    public ImmutableArray<Diagnostic> Close()
    {
        var sorted = _found.OrderBy(d => d.Position.Line).ThenBy(d => d.Position.Column).ToList();
        if (_omitted > 0)
        {
            var code = DiagnosticCodes.TooManyDiagnostics;
            sorted.Add(new Diagnostic(code.Id, HasErrors ? Severity.Error : code.Severity, sorted[^1].Position, "", $"{_omitted} more are not shown.", "Mend these first."));
        }

        return [.. sorted];
    }
}
