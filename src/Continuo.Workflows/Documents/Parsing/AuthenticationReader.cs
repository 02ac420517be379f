using Continuo.Workflows.Documents.Syntax;
using Continuo.Workflows.Expressions;
using Continuo.Workflows.Validation;

namespace Continuo.Workflows.Documents.Parsing;

/// <summary>Authentication policies, inline or from <c>use.authentications</c>.</summary>
internal sealed class AuthenticationReader(LoadContext context, ExpressionReader expressions)
{
    private static readonly string[] s_schemes = ["basic", "bearer", "digest", "oauth2", "oidc"];

    /// <summary>A policy where it is used: a reference or inline. Reports a feature that keeps it from being executed.</summary>
    public ResolvedAuthentication? ReadUse(SourceNode? node, Scope scope)
    {
        if (node is null || Fields.Of(context, node, "'authentication'") is not { } fields)
        {
            return null;
        }

        ResolvedAuthentication? resolved;
        if (fields.Has("use"))
        {
            var name = fields.Text("use") is null ? null : (SourceScalar)fields.Map["use"]!;
            resolved = name is null ? null : References.Find(context, name, "authentication", "use.authentications", context.Use.Authentications);
            fields.Close(key => s_schemes.Contains(key) ? "With 'use' the policy is complete; remove one of them." : null);
        }
        else
        {
            resolved = ReadPolicy(fields, scope);
        }

        if (resolved?.Feature is { } feature)
        {
            context.Report(feature, node);
        }

        return resolved;
    }

    public ResolvedAuthentication? ReadDeclared(SourceNode node, string name)
    {
        if (Fields.Of(context, node, $"the authentication '{name}'") is not { } fields)
        {
            return null;
        }

        return ReadPolicy(fields, Scope.Top);
    }

    private ResolvedAuthentication? ReadPolicy(Fields fields, Scope scope)
    {
        var scheme = fields.OneOf(s_schemes);
        fields.Close();
        if (scheme is null || fields.Object(scheme) is not { } inner)
        {
            return null;
        }

        var secret = inner.Text("use");
        if (secret is not null)
        {
            References.CheckSecret(context, inner.Map["use"]!);
        }

        switch (scheme)
        {
            case "digest":
                return new ResolvedAuthentication(null, UnsupportedFeatures.Digest);
            case "oauth2":
                return new ResolvedAuthentication(null, UnsupportedFeatures.OAuth2);
            case "oidc":
                return new ResolvedAuthentication(null, UnsupportedFeatures.OpenIdConnect);
        }

        if (inner.Has("use"))
        {
            inner.Close();
            return secret is null ? null : new ResolvedAuthentication(new AuthenticationPolicy.FromSecret(scheme, secret), null);
        }

        AuthenticationPolicy policy = scheme == "basic"
            ? new AuthenticationPolicy.Basic(Text(inner, "username", scope), Text(inner, "password", scope))
            : new AuthenticationPolicy.Bearer(Text(inner, "token", scope));
        inner.Close();
        return new ResolvedAuthentication(policy, null);
    }

    private ValueTemplate Text(Fields fields, string name, Scope scope) =>
        fields.Text(name, required: true) is null
            ? new ValueTemplate.Literal(default)
            : expressions.Template(fields.Map[name]!, scope, Stage.Body);
}
