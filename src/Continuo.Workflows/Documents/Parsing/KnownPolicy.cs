using System.Text.RegularExpressions;
using Continuo.Workflows.Expressions;

namespace Continuo.Workflows.Documents.Parsing;

/// <summary>Whether an authentication can be evaluated before there is an instance: of its expressions each reads secrets and nothing else.</summary>
internal static partial class KnownPolicy
{
    public static bool Is(AuthenticationPolicy? policy) => policy switch
    {
        AuthenticationPolicy.Basic basic => Is(basic.Username) && Is(basic.Password),
        AuthenticationPolicy.Digest digest => Is(digest.Username) && Is(digest.Password),
        AuthenticationPolicy.Bearer bearer => Is(bearer.Token),
        AuthenticationPolicy.Issued issued => Is(issued.Properties) && (issued.Authority.Expression is { } expression ? Is(expression) : issued.Authority.Template?.Parts.All(part => !part.IsVariable) != false),
        _ => true,
    };

    private static bool Is(ValueTemplate template) => template switch
    {
        ValueTemplate.Computed computed => Is(computed.Expression),
        ValueTemplate.Loose loose => Is(loose.Expression),
        ValueTemplate.Members members => members.Of.All(member => Is(member.Value)),
        ValueTemplate.Entries entries => entries.Of.All(entry => Is(entry.Key) && Is(entry.Value)),
        ValueTemplate.Items items => items.Of.All(Is),
        _ => true,
    };

    // Errs on the side of what is only known later.
    private static bool Is(RuntimeExpression expression) => !Secret().Replace(expression.Source, "").AsSpan().ContainsAny(".$") && !expression.Source.Contains("input", StringComparison.Ordinal);

    [GeneratedRegex("""\$secrets?(\.[A-Za-z_]\w*|\["[^"]*"\])*""")]
    private static partial Regex Secret();
}
