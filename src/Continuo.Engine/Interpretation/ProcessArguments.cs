using Continuo.Engine.Instances;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;

namespace Continuo.Engine.Interpretation;

/// <summary>Evaluates <c>run: shell</c>, <c>script</c> and <c>container</c> to the arguments of the effect.</summary>
internal static class ProcessArguments
{
    public static JsonValue Of(Decision d, Frame frame, RunProcessTask task)
    {
        var scope = d.BodyScope(frame);
        EndpointArguments.BindAuthorization(d, task, frame.In, scope);
        var arguments = new JsonObject.Builder(7)
            .Set("run", Word(task.Kind))
            .Set("await", task.Await)
            .Set("return", Word(task.Return))
            .Set("with", d.Evaluate(task.With, frame.In, scope, task.Pointer));
        if (task.Source is { } source)
        {
            arguments.Set("source", EndpointArguments.Of(d, frame, source, scope, task.Pointer));
        }

        if (task.RemoveAfter is { } after)
        {
            arguments.Set("removeAfter", (double)d.Evaluate(after, frame.In, scope, task.Pointer).TotalSeconds);
        }

        if (task.Kind == ProcessKind.Container)
        {
            // What the name that the standard recommends is made of.
            arguments.Set("of", JsonObject.Of(("namespace", d.Definition.Name.Namespace), ("workflow", d.Definition.Name.Name), ("task", task.Name)));
        }

        return arguments.Build();
    }

    private static string Word<T>(T word)
        where T : struct, Enum =>
        word.ToString().ToLowerInvariant();
}
