using System.Text;
using Continuo.Cli.CommandLine;
using Continuo.Cli.Output;

namespace Continuo.Cli.Secrets;

/// <summary>The value of a secret: from the argument, the standard input, or typed where nobody sees it.</summary>
internal static class SecretInput
{
    /// <exception cref="CliException">There is none.</exception>
    public static string Read(string? argument, Terminal terminal)
    {
        var value = argument switch
        {
            "-" => FromInput(),
            null when Console.IsInputRedirected => FromInput(),
            null => Typed(terminal),
            _ => argument,
        };
        return value.Length > 0 ? value : throw new CliException(ExitCode.Invalid, "The value is empty.", "Give it as the argument, or '-' for the standard input.");
    }

    /// <summary>Without the end of line that programs write behind a value.</summary>
    private static string FromInput()
    {
        var text = Inputs.Text("VALUE", "-");
        return text.EndsWith('\n') ? text[..^1].TrimEnd('\r') : text;
    }

    private static string Typed(Terminal terminal)
    {
        terminal.Error.Write("Value (not shown): ");
        var typed = new StringBuilder();
        while (true)
        {
            var key = Console.ReadKey(intercept: true);
            switch (key.Key)
            {
                case ConsoleKey.Enter:
                    terminal.Error.WriteLine();
                    return typed.ToString();
                case ConsoleKey.Backspace:
                    typed.Length = Math.Max(0, typed.Length - 1);
                    break;
                default:
                    if (!char.IsControl(key.KeyChar))
                    {
                        typed.Append(key.KeyChar);
                    }

                    break;
            }
        }
    }
}
