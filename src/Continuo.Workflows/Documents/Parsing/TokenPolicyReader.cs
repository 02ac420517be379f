using System.Collections.Immutable;
using Continuo.Workflows.Documents.Syntax;
using Continuo.Workflows.Expressions;
using Continuo.Workflows.Json;
using Continuo.Workflows.Validation;

namespace Continuo.Workflows.Documents.Parsing;

/// <summary>The properties of <c>oauth2</c> and <c>oidc</c>.</summary>
internal sealed class TokenPolicyReader(LoadContext context, ExpressionReader expressions)
{
    private const string TokenExchange = "urn:ietf:params:oauth:grant-type:token-exchange";

    private static readonly string[] s_grants = ["client_credentials", "password", "refresh_token", "authorization_code", TokenExchange];

    public static ReadOnlySpan<string> Grants => s_grants;

    public AuthenticationPolicy.Issued Read(string scheme, Fields fields, Scope scope)
    {
        var properties = ImmutableArray.CreateBuilder<KeyValuePair<string, ValueTemplate>>();
        var authority = fields.Required("authority") is { } uri ? EndpointReader.ReadUri(context, expressions, uri, "'authority'", scope) : null;
        var grant = fields.Required("grant") is null ? null : fields.Choice("grant", s_grants);
        Add("grant", grant is null ? null : Literal(grant));
        Add("client", ReadClient(fields.Object("client"), scope));
        Add("request", ReadRequest(fields.Object("request")));
        if (scheme == "oauth2")
        {
            Add("endpoints", ReadTexts(fields.Object("endpoints"), scope, "token", "revocation", "introspection"));
        }

        foreach (var name in (string[])["issuers", "scopes", "audiences"])
        {
            Add(name, ReadList(fields.Optional(name), name, scope));
        }

        Add("username", ReadText(fields, "username", scope, required: grant == "password"));
        Add("password", ReadText(fields, "password", scope, required: grant == "password"));
        Add("subject", ReadToken(fields, "subject", grant, scope));
        Add("actor", ReadToken(fields, "actor", null, scope));
        fields.Close(key => key switch
        {
            "endpoints" => "oidc finds the endpoints in the configuration that the authority publishes; use oauth2 to name them.",
            "clientId" or "client_id" => "It is 'client: {id: ...}'.",
            "clientSecret" or "client_secret" => "It is 'client: {secret: ...}'.",
            _ => null,
        });
        return new AuthenticationPolicy.Issued(scheme, authority ?? new EndpointTemplate(null, null), new ValueTemplate.Members(properties.ToImmutable()));

        void Add(string name, ValueTemplate? value)
        {
            if (value is not null)
            {
                properties.Add(KeyValuePair.Create(name, value));
            }
        }
    }

    private ValueTemplate.Members? ReadClient(Fields? fields, Scope scope)
    {
        if (fields is null)
        {
            return null;
        }

        var method = fields.Choice("authentication", "client_secret_post", "client_secret_basic", "client_secret_jwt", "private_key_jwt", "none");
        var hasAssertion = fields.Has("assertion");
        var needsSecret = method == "client_secret_basic" || (method == "client_secret_jwt" && !hasAssertion);
        var members = ImmutableArray.CreateBuilder<KeyValuePair<string, ValueTemplate>>();
        foreach (var (name, required) in (ReadOnlySpan<(string, bool)>)[("id", needsSecret), ("secret", needsSecret), ("assertion", method == "private_key_jwt")])
        {
            if (ReadText(fields, name, scope, required) is { } text)
            {
                members.Add(KeyValuePair.Create(name, text));
            }
        }

        fields.Close();
        members.Add(KeyValuePair.Create("authentication", (ValueTemplate)Literal(method)));
        return new ValueTemplate.Members(members.ToImmutable());
    }

    private static ValueTemplate.Members? ReadRequest(Fields? fields)
    {
        if (fields is null)
        {
            return null;
        }

        var encoding = fields.Choice("encoding", "application/x-www-form-urlencoded", "application/json", "form", "json");
        fields.Close();
        return new ValueTemplate.Members([KeyValuePair.Create("encoding", (ValueTemplate)Literal(encoding))]);
    }

    private ValueTemplate.Members? ReadTexts(Fields? fields, Scope scope, params ReadOnlySpan<string> names)
    {
        if (fields is null)
        {
            return null;
        }

        var members = ImmutableArray.CreateBuilder<KeyValuePair<string, ValueTemplate>>();
        foreach (var name in names)
        {
            if (ReadText(fields, name, scope) is { } text)
            {
                members.Add(KeyValuePair.Create(name, text));
            }
        }

        fields.Close();
        return new ValueTemplate.Members(members.ToImmutable());
    }

    private ValueTemplate.Members? ReadToken(Fields fields, string name, string? grant, Scope scope)
    {
        var needed = grant is TokenExchange or "refresh_token" or "authorization_code";
        var node = needed ? fields.Required(name, $"With this grant it holds the {(grant == TokenExchange ? "token to exchange" : grant == "refresh_token" ? "refresh token" : "code")}: {name}: {{token: ..., type: ...}}.") : fields.Optional(name);
        if (node is null || Fields.Of(context, node, $"'{name}'") is not { } token)
        {
            return null;
        }

        // The type says something only where tokens are exchanged.
        var members = new[] { ("token", ReadText(token, "token", scope, required: true)), ("type", ReadText(token, "type", scope, required: grant is TokenExchange or null)) };
        token.Close();
        return new ValueTemplate.Members([.. members.Where(m => m.Item2 is not null).Select(m => KeyValuePair.Create(m.Item1, m.Item2!))]);
    }

    private ValueTemplate? ReadList(SourceNode? node, string name, Scope scope)
    {
        switch (node)
        {
            case null:
                return null;
            case SourceList list:
                foreach (var item in list.Items.Where(item => !item.Json.IsString))
                {
                    Fields.WrongType(context, item, $"an item of '{name}'", "a text");
                }

                return expressions.Template(list, scope, Stage.Body);
            case SourceScalar { Json.IsString: true } text when ExpressionReader.TryFind(text.Text, out _):
                return expressions.Template(text, scope, Stage.Body);
            default:
                Fields.WrongType(context, node, $"'{name}'", "a list of texts");
                return null;
        }
    }

    private ValueTemplate? ReadText(Fields fields, string name, Scope scope, bool required = false) =>
        fields.Text(name, required) is null ? null : expressions.Template(fields.Map[name]!, scope, Stage.Body);

    private static ValueTemplate.Literal Literal(JsonValue value) => new(value);
}
