using Continuo.Workflows.Expressions;
using Continuo.Workflows.Json;

namespace Continuo.Cli.Jq;

/// <summary>Runs a program over the inputs and prints its results. Exit codes are jq's.</summary>
/// <param name="options">What was asked for.</param>
/// <param name="input">Standard input.</param>
/// <param name="output">Standard output.</param>
/// <param name="error">Standard error.</param>
/// <param name="clock">For <c>now</c>.</param>
internal sealed class JqRunner(JqOptions options, Stream input, Stream output, TextWriter error, TimeProvider clock)
{
    public const int Usage = 2;
    private const int DoesNotCompile = 3;
    private const int NoResult = 4;
    private const int Failed = 5;

    /// <summary>At the shell, the user decides how long is too long; memory and patience are the limits.</summary>
    private static readonly JqLimits s_limits = new(Steps: long.MaxValue, Outputs: int.MaxValue, OutputBytes: 1L << 32);

    private readonly JqVariables _variables = new(options.Variables, clock);
    private JqProgram _program = null!;
    private JqResultPrinter _results = null!;
    private int _code;

    public int Run()
    {
        if (options.IsBatch)
        {
            return JqBatch.Run(input, output, clock);
        }

        try
        {
            _program = JqProgram.Compile(options.Program, _variables.Names);
        }
        catch (JqCompileException problem)
        {
            error.WriteLine($"jq: error: {JqMessages.Compile(options.Program, problem)}");
            error.WriteLine(JqMessages.Excerpt(options.Program, problem.Offset));
            error.WriteLine("jq: 1 compile error");
            return DoesNotCompile;
        }

        using var printer = new JqPrinter(options, output);
        _results = new JqResultPrinter(printer);
        if (options is { TakesNull: true, IsSlurped: false })
        {
            One(default, printer);
        }
        else
        {
            All(printer);
        }

        return _code != 0 || !options.ReportsStatus ? _code
            : _results.Last is not { } last ? NoResult
            : last.IsTruthy ? 0 : 1;
    }

    private void All(JqPrinter printer)
    {
        var slurped = new List<JsonValue>();
        foreach (var file in options.Files.IsEmpty ? ["-"] : options.Files)
        {
            Stream? opened = null;
            try
            {
                opened = file == "-" ? null : new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1);
                Read(new JqInputs(opened ?? input), slurped, printer);
            }
            catch (JsonSyntaxException problem)
            {
                printer.Flush();
                error.WriteLine($"jq: error (at {(file == "-" ? "<stdin>" : file)}): {problem.Message}");
                _code = Usage;
            }
            catch (Exception problem) when (problem is IOException or UnauthorizedAccessException && opened is null && file != "-")
            {
                error.WriteLine($"jq: error: Could not open {file}: {(Directory.Exists(file) ? "it is a directory" : problem.Message)}");
                _code = Usage;
            }
            finally
            {
                opened?.Dispose();
            }
        }

        if (options.IsSlurped && _code == 0)
        {
            One(options.TakesNull ? JsonValue.Null : JsonArray.Own([.. slurped]), printer);
        }
    }

    private void Read(JqInputs inputs, List<JsonValue> slurped, JqPrinter printer)
    {
        while (inputs.TryRead(out var value))
        {
            if (options.IsSlurped)
            {
                slurped.Add(value);
            }
            else
            {
                One(value, printer);
            }
        }
    }

    private void One(JsonValue value, JqPrinter printer)
    {
        if (options.Explains)
        {
            Explain(value, printer);
            return;
        }

        var problem = _program.Evaluate(value, _variables, s_limits, _results);
        if (problem is not null)
        {
            printer.Flush();
            error.WriteLine($"jq: error: {problem.Message}");
            _code = Failed;
        }
    }

    private void Explain(JsonValue value, JqPrinter printer)
    {
        foreach (var stage in JqStage.Explain(options.Program, value, _variables, s_limits))
        {
            printer.Flush();
            var count = stage.Results.Length == 1 ? "1 result" : $"{stage.Results.Length} results";
            output.Write(System.Text.Encoding.UTF8.GetBytes($"| {stage.Text}    # {count}\n"));
            foreach (var result in stage.Results)
            {
                _results.Add(result);
            }

            if (stage.Error is { } problem)
            {
                printer.Flush();
                error.WriteLine($"jq: error: {problem.Message}");
                _code = Failed;
            }
        }
    }
}
