using System.Text;
using Continuo.Engine.Instances;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Expressions;
using Continuo.Workflows.Json;

namespace Continuo.Engine.Interpretation;

/// <summary>Evaluates where a call goes and how it proves who it is. Secrets stay symbolic.</summary>
internal static class EndpointArguments
{
    /// <summary>Makes <c>$authorization</c> known where a task has an authentication.</summary>
    public static void BindAuthorization(Decision d, TaskNode task, JsonValue input, ExpressionScope scope)
    {
        var policy = task switch
        {
            HttpCallTask http => http.Call.Authentication,
            ProtocolCallTask call => call.Endpoints.FirstOrDefault(endpoint => endpoint.Authentication is not null)?.Authentication,
            RunProcessTask run => run.Source?.Authentication,
            _ => null,
        };
        if (policy is not null)
        {
            scope.Authorization = AuthorizationOf(Authenticate(d, policy, input, scope, task.Pointer));
        }
    }

    /// <summary><c>{uri?, document?, authentication?}</c>.</summary>
    public static JsonObject Of(Decision d, Frame frame, CallEndpoint endpoint, ExpressionScope scope, string pointer)
    {
        var one = new JsonObject.Builder(3);
        if (endpoint.Uri is { } uri)
        {
            one.Set("uri", Uri(d, frame, uri, scope, pointer));
        }

        if (endpoint.Document is { } document)
        {
            one.Set("document", document);
        }
        else if (endpoint.Computed is not null && DocumentSteps.RecordedIn(frame)["document"] is { IsString: true } recorded)
        {
            one.Set("document", recorded);
        }

        if (endpoint.Authentication is { } policy)
        {
            one.Set("authentication", Authenticate(d, policy, frame.In, scope, pointer));
        }

        return one.Build();
    }

    public static JsonValue Authenticate(Decision d, AuthenticationPolicy policy, JsonValue input, ExpressionScope scope, string pointer)
    {
        switch (policy)
        {
            case AuthenticationPolicy.Basic basic:
                return JsonObject.Of(
                    ("scheme", "basic"),
                    ("username", d.Evaluate(basic.Username, input, scope, pointer)),
                    ("password", d.Evaluate(basic.Password, input, scope, pointer)));
            case AuthenticationPolicy.Bearer bearer:
                return JsonObject.Of(("scheme", "bearer"), ("token", d.Evaluate(bearer.Token, input, scope, pointer)));
            case AuthenticationPolicy.Digest digest:
                return JsonObject.Of(
                    ("scheme", "digest"),
                    ("username", d.Evaluate(digest.Username, input, scope, pointer)),
                    ("password", d.Evaluate(digest.Password, input, scope, pointer)));
            case AuthenticationPolicy.Issued token:
                var properties = d.Evaluate(token.Properties, input, scope, pointer).Object;
                return JsonObject.Of(("scheme", token.Scheme), ("properties", properties.With("authority", Uri(d, input, token.Authority, scope, pointer))));
            case AuthenticationPolicy.FromSecret secret:
                return FromSecret(secret.Scheme, SymbolicText.Secret(secret.Name));
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private static JsonObject FromSecret(string scheme, SymbolicText whole) => scheme switch
    {
        "basic" or "digest" => JsonObject.Of(("scheme", scheme), ("username", whole.Member("username")!), ("password", whole.Member("password")!)),
        "bearer" => JsonObject.Of(("scheme", scheme), ("token", whole.Member("token")!)),
        _ => JsonObject.Of(("scheme", scheme), ("properties", whole)),
    };

    /// <summary>What <c>$authorization</c> shows. An access token is symbolic: it is issued when the call is performed. Of digest it is what is known before the challenge.</summary>
    public static JsonObject AuthorizationOf(JsonValue authentication)
    {
        var parameter = new Text();
        switch (authentication["scheme"].String)
        {
            case "bearer":
                return JsonObject.Of(("scheme", "Bearer"), ("parameter", authentication["token"]));
            case "basic":
                parameter.Add(authentication["username"]);
                parameter.Add(":");
                parameter.Add(authentication["password"]);
                return JsonObject.Of(("scheme", "Basic"), ("parameter", parameter.Base64()));
            case "digest":
                parameter.Add("username=\"");
                parameter.Add(authentication["username"]);
                parameter.Add("\"");
                return JsonObject.Of(("scheme", "Digest"), ("parameter", parameter.Value()));
            default:
                return JsonObject.Of(("scheme", "Bearer"), ("parameter", SymbolicText.AccessToken));
        }
    }

    public static JsonValue Uri(Decision d, Frame frame, EndpointTemplate endpoint, ExpressionScope scope, string pointer) => Uri(d, frame.In, endpoint, scope, pointer);

    private static JsonValue Uri(Decision d, JsonValue input, EndpointTemplate endpoint, ExpressionScope scope, string pointer)
    {
        if (endpoint.Template is not { } template)
        {
            var computed = d.Evaluate(endpoint.Expression!, input, scope, pointer);
            return computed.IsString || computed.IsSymbolic
                ? computed
                : throw TaskFault.Of(ErrorTypes.Expression, $"The endpoint must be text; '{endpoint.Expression!.Source}' gave {Decision.Cut(computed)}.", pointer);
        }

        var uri = new Text();
        var climbs = false;
        foreach (var part in template.Parts)
        {
            if (!part.IsVariable)
            {
                uri.Add(part.Text);
                continue;
            }

            var value = input[part.Text];
            climbs |= value.AsString is "." or "..";
            uri.AddEscaped(value.Kind switch
            {
                JsonKind.Array or JsonKind.Object => throw TaskFault.Of(ErrorTypes.Expression, $"'{{{part.Text}}}' of the endpoint must be text, a number or a boolean; the input has {Decision.Cut(value)}.", pointer),
                JsonKind.Null => "",
                JsonKind.String or JsonKind.Symbolic => value,
                _ => value.ToString(),
            });
        }

        var whole = uri.Value();
        return climbs && whole.AsString is { } text && HasDots(text)
            ? throw TaskFault.Of(ErrorTypes.Expression, $"A value of the endpoint '{text}' is '.' or '..', which would lead to another path.", pointer)
            : whole;
    }

    private static bool HasDots(string uri) => uri.Split('?', '#')[0].Split('/').Any(segment => segment is "." or "..");

    /// <summary>Text that becomes symbolic with its first secret.</summary>
    private sealed class Text
    {
        private readonly StringBuilder _tail = new();
        private SymbolicText? _head;

        public void Add(JsonValue part)
        {
            if (part.IsSymbolic)
            {
                Append(part.Symbolic);
            }
            else
            {
                _tail.Append(part.AsString ?? part.ToString());
            }
        }

        public void AddEscaped(JsonValue part)
        {
            if (part.IsSymbolic)
            {
                Append(part.Symbolic.Encode("uri"));
            }
            else
            {
                _tail.Append(System.Uri.EscapeDataString(part.String));
            }
        }

        public JsonValue Value() => _head is null ? _tail.ToString() : _head.Concat(_tail.ToString());

        public JsonValue Base64() => _head is null
            ? Convert.ToBase64String(Encoding.UTF8.GetBytes(_tail.ToString()))
            : _head.Concat(_tail.ToString()).Encode("base64");

        private void Append(SymbolicText symbolic)
        {
            _head = _head is null ? SymbolicText.Concat(_tail.ToString(), symbolic) : _head.Concat(_tail.ToString()).Concat(symbolic);
            _tail.Clear();
        }
    }
}
