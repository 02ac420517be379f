using Continuo.Workflows.Documents.Syntax;
using Continuo.Workflows.Expressions;
using Continuo.Workflows.Validation;

namespace Continuo.Workflows.Documents.Parsing;

/// <summary>Calls of functions that are written in the language: declared, by their address, or of a catalog.</summary>
internal sealed partial class TaskReader
{
    /// <summary>Whether <paramref name="name"/> is such a call, and then what makes the task, null after a diagnostic.</summary>
    private bool TryReadDeclared(string name, SourceNode at, SourceNode? with, Scope scope, out Func<TaskHeader, TaskNode>? make)
    {
        make = null;
        if (name.StartsWith("${", StringComparison.Ordinal))
        {
            return false;
        }

        var isDeclared = _context.Functions.Find(name) is not null;
        var isCataloged = !isDeclared && DocumentAddress.Cataloged().IsMatch(name);
        var address = isDeclared || isCataloged ? null : DocumentAddress.OfCall(name);
        if (!isDeclared && !isCataloged && address is null)
        {
            return false;
        }

        var function = isDeclared ? _context.Functions.Find(name) : isCataloged ? OfCatalog(name, at) : ByAddress(address!, at);
        if (function is not null && ReadWith(with, scope, out var input))
        {
            make = header => new DeclaredCallTask(header) { Function = function, With = input };
        }

        return true;
    }

    /// <summary>The input of a function: false after a diagnostic.</summary>
    private bool ReadWith(SourceNode? with, Scope scope, out ValueTemplate? input)
    {
        input = null;
        if (with is not null and not SourceMap && !(with.Json.AsString is { } text && ExpressionReader.TryFind(text, out _)))
        {
            Fields.WrongType(_context, with, "'with'", "an object or an expression in ${ }");
            return false;
        }

        input = with is null ? null : _expressions.Template(with, scope, Stage.Body);
        return true;
    }

    private DeclaredFunction? ByAddress(string address, SourceNode at)
    {
        if (DocumentAddress.Problem(address) is not { } problem)
        {
            return _context.Functions.External(new ExternalFunction(DocumentAddress.Resolve(_context.Key, address), _context, at, null));
        }

        _context.Diagnostics.Add(DiagnosticCodes.BadValue, at, $"'{address}' is no address of a function: {problem}.", "Write an http, https or file URI, or a path relative to this file.");
        return null;
    }

    private DeclaredFunction? OfCatalog(string name, SourceNode at)
    {
        var match = DocumentAddress.Cataloged().Match(name);
        var catalog = match.Groups["catalog"].Value;
        var known = _context.Use.Catalogs.TryGetValue(catalog, out var found);
        if (!known && catalog != "default")
        {
            var remedy = Suggestion.For(catalog, [.. _context.Use.Catalogs.Keys, "default"]) ?? "Declare it in use.catalogs.";
            _context.Diagnostics.Add(DiagnosticCodes.UnknownReference, at, $"There is no catalog '{catalog}' in use.catalogs.", remedy);
            return null;
        }

        if (known && found is null)
        {
            return null;
        }

        // A catalog belongs to the definition: also a function of elsewhere that names one means that.
        var endpoint = found?.Written ?? DocumentAddress.DefaultCatalog;
        var key = DocumentAddress.Resolve("", DocumentAddress.InCatalog(endpoint, match.Groups["name"].Value, match.Groups["version"].Value));
        return _context.Functions.External(new ExternalFunction(key, _context, at, found?.Authentication));
    }
}
