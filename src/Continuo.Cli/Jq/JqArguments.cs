using System.Collections.Immutable;
using Continuo.Workflows.Json;

namespace Continuo.Cli.Jq;

/// <summary>Reads the words behind <c>continuo jq</c> as jq does.</summary>
internal sealed class JqArguments(IReadOnlyList<string> words, bool isTerminal)
{
    public const string Help = """

          -r, --raw-output         print strings without quotes
          -j, --join-output        as -r, without line ends
          -c, --compact-output     one line for each result
          -n, --null-input         run once, with null as input
          -s, --slurp              read all inputs into one array
          -e, --exit-status        exit 1 when the last result is false or null, 4 when there is none
          -S, --sort-keys          print the keys of objects sorted
          -C, --color-output       print in colours (the default on a terminal)
          -M, --monochrome-output  print without colours
          --tab, --indent N        indent with a tab, or with N blanks (0 to 7)
          -f, --from-file FILE     read the program from a file
          --arg NAME TEXT          set $NAME to a text
          --argjson NAME JSON      set $NAME to a value
          --slurpfile NAME FILE    set $NAME to the array of the values in a file
          --rawfile NAME FILE      set $NAME to the text of a file
          --explain                print what each stage of the pipe yields
          --batch                  read lines {id, program, input, args}, write lines {id, outputs}

        Exit codes: 0; 1 and 4 with -e; 2 usage or input; 3 the program does not compile; 5 an evaluation failed.
        """;

    private readonly List<string> _free = [];
    private readonly ImmutableDictionary<string, JsonValue>.Builder _variables = ImmutableDictionary.CreateBuilder<string, JsonValue>();
    private JqOptions _options = new();
    private bool? _colour;
    private string? _programFile;
    private int _at;

    public JqOptions Read()
    {
        for (var isOptions = true; _at < words.Count; _at++)
        {
            var word = words[_at];
            if (!isOptions || word.Length < 2 || word[0] != '-' || (word[1] != '-' && !char.IsAsciiLetter(word[1])))
            {
                _free.Add(word);
            }
            else if (word == "--")
            {
                isOptions = false;
            }
            else if (word[1] == '-')
            {
                Long(word);
            }
            else
            {
                foreach (var letter in word[1..])
                {
                    Short(letter);
                }
            }
        }

        if (_programFile is null && _free.Count == 0 && !_options.IsBatch)
        {
            throw new JqUsageException($"give a program, such as '.name'\n{Help}");
        }

        return _options with
        {
            Program = _programFile is not null ? File.ReadAllText(_programFile) : _free.FirstOrDefault() ?? ".",
            Files = [.. _programFile is not null ? _free : _free.Skip(1)],
            Variables = _variables.ToImmutable(),
            IsColoured = _colour ?? isTerminal,
        };
    }

    private void Short(char letter) => Long(letter switch
    {
        'r' => "--raw-output",
        'j' => "--join-output",
        'c' => "--compact-output",
        'n' => "--null-input",
        's' => "--slurp",
        'e' => "--exit-status",
        'S' => "--sort-keys",
        'C' => "--color-output",
        'M' => "--monochrome-output",
        'f' => "--from-file",
        _ => throw new JqUsageException($"unknown option -{letter}\n{Help}"),
    });

    private void Long(string name)
    {
        switch (name)
        {
            case "--color-output" or "--monochrome-output":
                _colour = name[2] == 'c';
                break;
            case "--from-file":
                _programFile = Value(name);
                break;
            case "--arg":
                Variable(name, text => text);
                break;
            case "--argjson":
                Variable(name, JsonValue.Parse);
                break;
            case "--rawfile":
                Variable(name, file => File.ReadAllText(file));
                break;
            case "--slurpfile":
                Variable(name, Slurp);
                break;
            default:
                _options = Switched(name);
                break;
        }
    }

    private JqOptions Switched(string name) => name switch
    {
        "--raw-output" => _options with { IsRaw = true },
        "--join-output" => _options with { IsRaw = true, IsJoined = true },
        "--compact-output" => _options with { Indent = null },
        "--null-input" => _options with { TakesNull = true },
        "--slurp" => _options with { IsSlurped = true },
        "--exit-status" => _options with { ReportsStatus = true },
        "--sort-keys" => _options with { SortsKeys = true },
        "--tab" => _options with { Indent = "\t" },
        "--indent" => _options with { Indent = Indent(Value(name)) },
        "--explain" => _options with { Explains = true },
        "--batch" => _options with { IsBatch = true },
        _ => throw new JqUsageException($"unknown option {name}\n{Help}"),
    };

    private static string? Indent(string text) => int.TryParse(text, out var blanks) && blanks is >= 0 and <= 7
        ? blanks == 0 ? null : new string(' ', blanks)
        : throw new JqUsageException("--indent takes a number from 0 to 7");

    private void Variable(string option, Func<string, JsonValue> value)
    {
        var name = Value(option);
        var text = Value(option);
        try
        {
            _variables[name] = value(text);
        }
        catch (JsonSyntaxException problem)
        {
            throw new JqUsageException($"{option} {name}: {problem.Message}");
        }
    }

    private string Value(string option) =>
        ++_at < words.Count ? words[_at] : throw new JqUsageException($"{option} takes {(option.StartsWith("--arg", StringComparison.Ordinal) || option.EndsWith("file", StringComparison.Ordinal) && option != "--from-file" ? "two values, a name and its value" : "a value")}");

    private static JsonValue Slurp(string file)
    {
        using var stream = File.OpenRead(file);
        var inputs = new JqInputs(stream);
        var values = new List<JsonValue>();
        while (inputs.TryRead(out var value))
        {
            values.Add(value);
        }

        return JsonArray.Own([.. values]);
    }
}

/// <summary>The command line asks for something that cannot be.</summary>
internal sealed class JqUsageException(string message) : Exception(message);
