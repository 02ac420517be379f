using System.Text;
using Continuo.Engine.Instances;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Expressions;
using Continuo.Workflows.Json;

namespace Continuo.Engine.Interpretation;

/// <summary>Evaluates <c>call: http</c> to the arguments of its effect. Secrets stay symbolic.</summary>
internal static class HttpArguments
{
    public static JsonValue Of(Decision d, Frame frame, HttpCallTask task)
    {
        var call = task.Call;
        var scope = d.BodyScope(frame);
        var arguments = new JsonObject.Builder(8).Set("method", call.Method.ToUpperInvariant());
        if (call.Authentication is not null)
        {
            var authentication = Authenticate(d, call.Authentication, frame.In, scope, task.Pointer);
            scope.Authorization = AuthorizationOf(authentication);
            arguments.Set("authentication", authentication);
        }

        arguments.Set("uri", Uri(d, frame, task, scope));
        Add(arguments, "headers", call.Headers);
        Add(arguments, "query", call.Query);
        Add(arguments, "body", call.Body);
        return arguments
            .Set("output", call.Output switch { HttpOutput.Raw => "raw", HttpOutput.Response => "response", _ => "content" })
            .Set("redirect", call.Redirect)
            .Build();

        void Add(JsonObject.Builder to, string name, ValueTemplate? template)
        {
            if (template is not null)
            {
                to.Set(name, d.Evaluate(template, frame.In, scope, task.Pointer));
            }
        }
    }

    /// <summary>Makes <c>$authorization</c> known where a task has an authentication.</summary>
    public static void BindAuthorization(Decision d, TaskNode task, JsonValue input, ExpressionScope scope)
    {
        if (task is HttpCallTask { Call.Authentication: { } policy })
        {
            scope.Authorization = AuthorizationOf(Authenticate(d, policy, input, scope, task.Pointer));
        }
    }

    private static JsonValue Authenticate(Decision d, AuthenticationPolicy policy, JsonValue input, ExpressionScope scope, string pointer)
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
            case AuthenticationPolicy.FromSecret { Scheme: "basic" } secret:
                var whole = SymbolicText.Secret(secret.Name);
                return JsonObject.Of(("scheme", "basic"), ("username", whole.Member("username")!), ("password", whole.Member("password")!));
            case AuthenticationPolicy.FromSecret secret:
                return JsonObject.Of(("scheme", secret.Scheme), ("token", SymbolicText.Secret(secret.Name).Member("token")!));
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private static JsonObject AuthorizationOf(JsonValue authentication)
    {
        if (authentication["scheme"].String == "bearer")
        {
            return JsonObject.Of(("scheme", "Bearer"), ("parameter", authentication["token"]));
        }

        var pair = new Text();
        pair.Add(authentication["username"]);
        pair.Add(":");
        pair.Add(authentication["password"]);
        return JsonObject.Of(("scheme", "Basic"), ("parameter", pair.Base64()));
    }

    private static JsonValue Uri(Decision d, Frame frame, HttpCallTask task, ExpressionScope scope)
    {
        if (task.Call.Endpoint.Template is not { } template)
        {
            var computed = d.Evaluate(task.Call.Endpoint.Expression!, frame.In, scope, task.Pointer);
            return computed.IsString || computed.IsSymbolic
                ? computed
                : throw TaskFault.Of(ErrorTypes.Expression, $"The endpoint must be text; '{task.Call.Endpoint.Expression!.Source}' gave {Decision.Cut(computed)}.", task.Pointer);
        }

        var uri = new Text();
        foreach (var part in template.Parts)
        {
            if (!part.IsVariable)
            {
                uri.Add(part.Text);
                continue;
            }

            var value = frame.In[part.Text];
            uri.AddEscaped(value.Kind switch
            {
                JsonKind.Array or JsonKind.Object => throw TaskFault.Of(ErrorTypes.Expression, $"'{{{part.Text}}}' of the endpoint must be text, a number or a boolean; the input has {Decision.Cut(value)}.", task.Pointer),
                JsonKind.Null => "",
                JsonKind.String or JsonKind.Symbolic => value,
                _ => value.ToString(),
            });
        }

        return uri.Value();
    }

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
