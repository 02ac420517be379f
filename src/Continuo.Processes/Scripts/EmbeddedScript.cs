using System.Text;
using Continuo.Processes.Running;
using Continuo.Workflows.Json;
using Jint;
using Jint.Native;

namespace Continuo.Processes.Scripts;

/// <summary>What one embedded script sees and says: <c>process</c>, <c>console</c>, its arguments and its input.</summary>
internal sealed class EmbeddedScript
{
    private readonly ProcessWork _work;
    private readonly int _limit;
    private readonly OutputBuffer _stdout;
    private readonly OutputBuffer _stderr;

    public EmbeddedScript(ProcessWork work, int limit)
    {
        _work = work;
        _limit = limit;
        _stdout = new OutputBuffer(work.KeepsStdout, limit);
        _stderr = new OutputBuffer(work.KeepsStderr, limit);
    }

    public void Prepare(Jint.Engine engine)
    {
        var stdin = _work.Stdin;
        var given = _work.With["arguments"];
        engine.SetValue("__write", new Action<int, string>(Write));
        engine.SetValue("__exit", new Action<int>(code => throw new ScriptExitException(code)));
        engine.SetValue("__stdin", stdin);
        engine.SetValue("__argv", Parse(engine, JsonArray.Own([.. Arguments(given)])));
        engine.SetValue("__env", Parse(engine, Environment()));
        engine.SetValue("__variables", Parse(engine, given.IsObject ? given : JsonValue.EmptyObject));
        engine.Execute(EmbeddedPrelude.Text, "prelude.js");
        foreach (var name in (string[])["fs", "node:fs"])
        {
            engine.Modules.Add(name, "const fs = globalThis.require('fs'); export default fs; export const readFileSync = fs.readFileSync;");
        }

        foreach (var name in (string[])["process", "node:process"])
        {
            engine.Modules.Add(name, "export default globalThis.process; export const { argv, env, exit } = globalThis.process;");
        }
    }

    public ProcessResult Ended(int code) => new(code, _stdout.ToString(), _stderr.ToString());

    public ProcessResult Threw(string complaint)
    {
        _stderr.Add(Encoding.UTF8.GetBytes(complaint + "\n"));
        return Ended(1);
    }

    private static IEnumerable<JsonValue> Arguments(JsonValue given) =>
        ["jint", "script.js", .. given.IsObject ? [] : ProcessText.Arguments(given).Select(text => (JsonValue)text)];

    private void Write(int stream, string text)
    {
        var buffer = stream == 1 ? _stdout : _stderr;
        buffer.Add(Encoding.UTF8.GetBytes(text));
        if (buffer.IsFull)
        {
            throw ProcessFailedException.Runtime($"It wrote more than {_limit} bytes to its standard {(stream == 1 ? "output" : "error")} and was ended (limit {nameof(ProcessesOptions.MaxOutputBytes)}).");
        }
    }

    /// <summary>Only what the workflow gives: the host's own environment is none of an embedded script's business.</summary>
    private JsonObject Environment()
    {
        var given = _work.Environment;
        var variables = new JsonObject.Builder(given.Count);
        foreach (var (name, value) in given)
        {
            if (value is not null)
            {
                variables.Set(name, value);
            }
        }

        return variables.Build();
    }

    private static JsValue Parse(Jint.Engine engine, JsonValue value) => new Jint.Native.Json.JsonParser(engine).Parse(value.ToString());
}
