using Jint;
using Jint.Native;
using Jint.Runtime;
using Microsoft.Extensions.Options;

namespace Continuo.Processes.Scripts;

/// <summary>Runs JavaScript inside this process, with the few things of Node that a script of a workflow needs.</summary>
/// <remarks>It sees nothing of .NET, no files and no network. What it may use is bounded by <see cref="ProcessesOptions"/> and by the task's timeout.</remarks>
internal sealed class EmbeddedScripts(IOptions<ProcessesOptions> options)
{
    private const int Recursion = 500;

    public Task<ProcessResult> Run(ProcessWork work, string code, bool isModule, CancellationToken cancellation)
    {
        var script = new EmbeddedScript(work, options.Value.MaxOutputBytes);
        if (work.IsAwaited)
        {
            return Task.Run(() => Execute(script, code, isModule, cancellation), cancellation);
        }

        // Nobody waits for it: it ends with itself or with the host.
        _ = Task.Run(() => Execute(script, code, isModule, CancellationToken.None), CancellationToken.None);
        return Task.FromResult(new ProcessResult(0, "", ""));
    }

    private ProcessResult Execute(EmbeddedScript script, string code, bool isModule, CancellationToken cancellation)
    {
        using var engine = new Jint.Engine(limits => limits
            .CancellationToken(cancellation)
            .LimitMemory(options.Value.MaxScriptBytes)
            .LimitRecursion(Recursion)
            .Strict(isModule));
        try
        {
            script.Prepare(engine);
            if (isModule)
            {
                engine.Modules.Add("script", code);
                engine.Modules.Import("script");
            }
            else
            {
                // As Node wraps what is no module: on the same line, so that the numbers of lines are right.
                var function = engine.Evaluate($"(function (exports, require, module) {{{code}\n}})", "script.js");
                function.Call(JsValue.Undefined, [JsValue.Undefined, engine.GetValue("require"), JsValue.Undefined]);
            }

            return script.Ended(0);
        }
        catch (ScriptExitException exit)
        {
            return script.Ended(exit.Code);
        }
        catch (JavaScriptException thrown)
        {
            return script.Threw($"Uncaught {thrown.Error}\n{thrown.JavaScriptStackTrace}");
        }
        catch (Exception broken) when (broken is Acornima.ParseErrorException or PromiseRejectedException)
        {
            return script.Threw($"Uncaught {broken.Message}");
        }
        catch (MemoryLimitExceededException)
        {
            throw ProcessFailedException.Runtime($"The script allocated more than {options.Value.MaxScriptBytes} bytes and was ended (limit {nameof(ProcessesOptions.MaxScriptBytes)}).");
        }
        catch (RecursionDepthOverflowException)
        {
            throw ProcessFailedException.Runtime($"The script called itself more than {Recursion} deep and was ended.");
        }
        catch (ExecutionCanceledException)
        {
            throw new OperationCanceledException(cancellation);
        }
    }
}
