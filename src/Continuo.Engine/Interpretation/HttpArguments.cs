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
}
