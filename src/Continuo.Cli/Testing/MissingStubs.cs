using Continuo.Engine.Interpretation;

namespace Continuo.Cli.Testing;

/// <summary>What to add for a call that nothing answers.</summary>
internal static class MissingStubs
{
    public static MissingStubException Of(EffectRequest request)
    {
        var task = EffectPattern.NameOf(request.Pointer);
        var (call, of) = request.Kind switch
        {
            EffectKind.Function => ($"the function {request.Arguments["name"].AsString}", $"function: {request.Arguments["name"].AsString}"),
            EffectKind.StartChild => ($"the workflow {WorkflowOf(request)}", $"workflow: {WorkflowOf(request)}"),
            EffectKind.Process => ($"a process: {request.Arguments["run"].AsString}", $"task: {task}"),
            _ => ($"a call of kind {request.Kind.ToString().ToLowerInvariant()}", $"task: {task}"),
        };
        var answer = request.Kind == EffectKind.Process ? "{ stdout: '' }" : "{ output: {} }";
        return new MissingStubException($"{call} (task {request.Pointer})", $"- {of}\n  answer: {answer}");
    }

    private static string WorkflowOf(EffectRequest request) => $"{request.Arguments["namespace"].AsString}/{request.Arguments["name"].AsString}";
}
