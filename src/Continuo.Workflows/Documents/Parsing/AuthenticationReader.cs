using Continuo.Workflows.Documents.Syntax;
using Continuo.Workflows.Expressions;

namespace Continuo.Workflows.Documents.Parsing;

/// <summary>Authentication policies, inline or from <c>use.authentications</c>.</summary>
internal sealed class AuthenticationReader(LoadContext context, ExpressionReader expressions)
{
    private static readonly string[] s_schemes = ["basic", "bearer", "digest", "oauth2", "oidc"];

    private readonly TokenPolicyReader _tokens = new(context, expressions);

    /// <summary>A policy where it is used: a reference or inline.</summary>
    public AuthenticationPolicy? ReadUse(SourceNode? node, Scope scope)
    {
        if (node is null || Fields.Of(context, node, "'authentication'") is not { } fields)
        {
            return null;
        }

        if (!fields.Has("use"))
        {
            return ReadPolicy(fields, scope);
        }

        var name = fields.Text("use") is null ? null : (SourceScalar)fields.Map["use"]!;
        fields.Close(key => s_schemes.Contains(key) ? "With 'use' the policy is complete; remove one of them." : null);
        return name is null ? null : References.Find(context, name, "authentication", "use.authentications", context.Use.Authentications);
    }

    public AuthenticationPolicy? ReadDeclared(SourceNode node, string name)
    {
        if (Fields.Of(context, node, $"the authentication '{name}'") is not { } fields)
        {
            return null;
        }

        return ReadPolicy(fields, Scope.Top);
    }

    private AuthenticationPolicy? ReadPolicy(Fields fields, Scope scope)
    {
        var scheme = fields.OneOf(s_schemes);
        fields.Close(key => key == "use" ? "A policy under use.authentications is written out; inside a scheme 'use' names a secret." : null);
        if (scheme is null || fields.Object(scheme) is not { } inner)
        {
            return null;
        }

        if (inner.Has("use"))
        {
            return ReadSecret(scheme, inner);
        }

        if (scheme is "oauth2" or "oidc")
        {
            return _tokens.Read(scheme, inner, scope);
        }

        AuthenticationPolicy policy = scheme switch
        {
            "basic" => new AuthenticationPolicy.Basic(Text(inner, "username", scope), Text(inner, "password", scope)),
            "digest" => new AuthenticationPolicy.Digest(Text(inner, "username", scope), Text(inner, "password", scope)),
            _ => new AuthenticationPolicy.Bearer(Text(inner, "token", scope)),
        };
        inner.Close();
        return policy;
    }

    private AuthenticationPolicy.FromSecret? ReadSecret(string scheme, Fields inner)
    {
        var secret = inner.Text("use");
        if (secret is not null)
        {
            References.CheckSecret(context, inner.Map["use"]!);
        }

        inner.Close(_ => $"With 'use' the secret holds the properties of {scheme}; remove one of them.");
        return secret is null ? null : new AuthenticationPolicy.FromSecret(scheme, secret);
    }

    private ValueTemplate Text(Fields fields, string name, Scope scope) =>
        fields.Text(name, required: true) is null
            ? new ValueTemplate.Literal(default)
            : expressions.Template(fields.Map[name]!, scope, Stage.Body);
}
