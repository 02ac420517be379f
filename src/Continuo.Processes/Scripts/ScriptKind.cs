using System.Text.RegularExpressions;
using Continuo.Processes.Running;
using Continuo.Workflows.Json;
using Microsoft.Extensions.Options;

namespace Continuo.Processes.Scripts;

/// <summary><c>run: script</c>: Python and JavaScript by the installed interpreters, JavaScript without one by Jint (D28).</summary>
internal sealed partial class ScriptKind(ProcessStarter starter, ScriptSource sources, EmbeddedScripts embedded, IOptions<ProcessesOptions> options) : IProcessKind
{
    // Arguments in the older form, an object, are variables of the script.
    private const string NodeVariables = "Object.assign(globalThis, require('./arguments.json'));\n";

    private const string PythonVariables = """
        import json, os, runpy, sys
        here = os.path.dirname(os.path.abspath(__file__))
        with open(os.path.join(here, 'arguments.json'), encoding='utf-8') as file:
            variables = json.load(file)
        sys.argv = [os.path.join(here, 'script.py')]
        runpy.run_path(sys.argv[0], init_globals=variables, run_name='__main__')

        """;

    public AllowedProcesses Kind => AllowedProcesses.Script;

    public async Task<ProcessResult> Run(ProcessWork work, CancellationToken cancellation)
    {
        var code = work.Arguments["source"].IsObject ? await sources.Read(work, cancellation) : work.Text("code");
        if (work.Text("language") == "python")
        {
            return await Start(work, Python(), "script.py", code, cancellation);
        }

        return work.With["engine"].AsString != "jint" && options.Value.Node is { } name && Programs.Find(name) is { } node
            ? await Start(work, node, IsModule(code) ? "script.mjs" : "script.js", code, cancellation)
            : await embedded.Run(work, code, IsModule(code), cancellation);
    }

    /// <summary>Whether it has statements that only a module may have.</summary>
    public static bool IsModule(string code) => ModuleStatement().IsMatch(code);

    private async Task<ProcessResult> Start(ProcessWork work, string interpreter, string file, string code, CancellationToken cancellation)
    {
        var given = work.With["arguments"];
        var environment = work.Environment;
        var folder = ScratchFolder.Create();
        List<string> command = [folder.Write(file, code)];
        if (given.IsObject)
        {
            folder.Write("arguments.json", given.ToString());
            command = file == "script.py" ? [folder.Write("variables.py", PythonVariables)] : ["--require", folder.Write("variables.cjs", NodeVariables), .. command];
        }
        else
        {
            command.AddRange(ProcessText.Arguments(given));
        }

        var launch = new Launch
        {
            Program = interpreter,
            Arguments = command,
            Environment = environment,
            Directory = folder.Work,
            Stdin = work.Stdin,
            KeepsStdout = work.KeepsStdout,
            KeepsStderr = work.KeepsStderr,
        };
        return await starter.Run(launch, work.IsAwaited, folder, cancellation);
    }

    private string Python()
    {
        string[] names = options.Value.Python is { } given ? [given] : ["python3", "python"];
        return Programs.Find(names)
            ?? throw ProcessFailedException.Configuration($"No {string.Join(" or ", names)} is installed here, which scripts in Python need: install it, or set {ProcessesOptions.Section}:{nameof(ProcessesOptions.Python)}.");
    }

    [GeneratedRegex(@"^[ \t]*(?:import\s*[\w{*""']|export\s+[\w{*])", RegexOptions.Multiline)]
    private static partial Regex ModuleStatement();
}
