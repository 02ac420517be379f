using Continuo.Workflows.Documents.Parsing;
using Continuo.Workflows.Json;

namespace Continuo.Workflows.Documents.Grammar;

/// <summary>How a call proves who it is.</summary>
internal static class AuthenticationForms
{
    public static IEnumerable<(string Name, JsonObject Form)> All()
    {
        yield return ("authentication", Form.Either(
            "How a call proves who it is.",
            Form.Object("A policy of `use.authentications`.", ("use!", Form.Text("Its name."))),
            Form.Ref("policy")));
        yield return ("policy", Form.Object(
            "One of the ways to prove who calls.",
            ("basic", OrSecret("Name and password.", ("username!", Secret("Who calls.")), ("password!", Secret("The password.")))),
            ("digest", OrSecret("Name and password, sent as a digest.", ("username!", Secret("Who calls.")), ("password!", Secret("The password.")))),
            ("bearer", OrSecret("A token.", ("token!", Secret("The token.")))),
            ("oauth2", OrSecret("An access token of an OAuth 2 authority.", [.. Issued(), ("endpoints", Endpoints())])),
            ("oidc", OrSecret("An access token of an authority that publishes where its endpoints are.", [.. Issued()]))).One("basic", "digest", "bearer", "oauth2", "oidc"));
        yield return ("token", Form.Object("A token and what it is.", ("token!", Secret("The token.")), ("type", Form.Text("Its type, a URI."))));
        yield return ("texts", Form.Either("A list of texts, or an expression in `${ }` that gives one.", Form.ListOf("Texts.", Form.Text("A text.")), Form.Text("An expression in `${ }`.")));
    }

    private static JsonObject OrSecret(string description, params ReadOnlySpan<(string, JsonValue)> properties) => Form.Either(
        description,
        Form.Object("The secret that holds the properties.", ("use!", Form.Text("A name in `use.secrets`."))),
        Form.Object(description, properties));

    private static JsonObject Secret(string what) => Form.Text($"{what} Mostly an expression: `${{ $secrets.name }}`.");

    private static JsonObject Endpoints() => Form.Object(
        "Paths at the authority.",
        ("token", Form.Text("Where tokens are issued; `/oauth2/token` unless told otherwise.")),
        ("revocation", Form.Text("Where tokens are revoked.")),
        ("introspection", Form.Text("Where tokens are looked at.")));

    private static (string, JsonValue)[] Issued() =>
    [
        ("authority!", Form.Text("The URI of the authority that issues the token.")),
        ("grant!", Form.OneOf("What the token is given for.", TokenPolicyReader.Grants)),
        ("client", Form.Object(
            "Who asks for the token.",
            ("id", Secret("The client's id.")),
            ("secret", Secret("The client's secret.")),
            ("assertion", Secret("A signed token in place of a secret.")),
            ("authentication", Form.Choice("How the client proves who it is.", "client_secret_post", "client_secret_basic", "client_secret_jwt", "private_key_jwt", "none")))),
        ("request", Form.Object("The request for a token.", ("encoding", Form.Choice("How it is written.", "application/x-www-form-urlencoded", "application/json", "form", "json")))),
        ("issuers", Form.Ref("texts", "Issuers whose tokens are taken.")),
        ("scopes", Form.Ref("texts", "What the token shall allow.")),
        ("audiences", Form.Ref("texts", "For whom the token is.")),
        ("username", Secret("With the grant `password`: who asks.")),
        ("password", Secret("With the grant `password`: the password.")),
        ("subject", Form.Ref("token", "The token that is exchanged or refreshed.")),
        ("actor", Form.Ref("token", "Who acts for the subject.")),
    ];
}
