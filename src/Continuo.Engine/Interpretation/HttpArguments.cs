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
            var authentication = EndpointArguments.Authenticate(d, call.Authentication, frame.In, scope, task.Pointer);
            scope.Authorization = EndpointArguments.AuthorizationOf(authentication);
            arguments.Set("authentication", authentication);
        }

        arguments.Set("uri", EndpointArguments.Uri(d, frame, call.Endpoint, scope, task.Pointer));
        AddMap("headers", call.Headers);
        AddMap("query", call.Query);
        if (call.Body is { } body)
        {
            arguments.Set("body", d.Evaluate(body, frame.In, scope, task.Pointer));
        }

        return arguments
            .Set("output", call.Output switch { HttpOutput.Raw => "raw", HttpOutput.Response => "response", _ => "content" })
            .Set("redirect", call.Redirect)
            .Build();

        void AddMap(string name, ValueTemplate? template)
        {
            if (template is null || d.Evaluate(template, frame.In, scope, task.Pointer) is not { IsNull: false } value)
            {
                return;
            }

            arguments.Set(name, value.IsObject || value.IsSymbolic
                ? value
                : throw TaskFault.Of(ErrorTypes.Expression, $"The {name} must be an object; the expression gave {Decision.Cut(value)}.", task.Pointer));
        }
    }
}
