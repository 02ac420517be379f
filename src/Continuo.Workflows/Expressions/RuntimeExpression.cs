using Continuo.Workflows.Documents;

namespace Continuo.Workflows.Expressions;

/// <summary>An expression of a document: its program and where it stands.</summary>
public sealed record RuntimeExpression(ExpressionProgram Program, TextPosition Position)
{
    /// <summary>The program's text, without <c>${ }</c>.</summary>
    public string Source => Program.Source;
}
