using System.CommandLine;
using Continuo.Cli.CommandLine;
using Continuo.Cli.Output;
using Continuo.Server;
using Continuo.Server.Secrets;
using Continuo.Workflows.Json;

namespace Continuo.Cli.Secrets;

/// <summary><c>continuo secret</c>: the encrypted secrets of a data folder. No value is ever printed.</summary>
internal static class SecretCommands
{
    private static readonly Option<string> s_data = new("--data") { Description = "The data folder (.continuo).", HelpName = "DIR", DefaultValueFactory = _ => ".continuo", Recursive = true };

    public static Command Build(Terminal terminal) => new("secret", "Keep secrets, encrypted, in a data folder.") { s_data, Set(terminal), List(terminal), Remove(terminal), Rotate(terminal) };

    private static Command Set(Terminal terminal)
    {
        var name = new Argument<string>("NAME") { Description = "As workflows list it in use.secrets." };
        var value = new Argument<string?>("VALUE")
        {
            Description = "Text, or an object in JSON; '-' for the standard input. Without it you are asked. An argument may be seen by others on this machine.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var set = new Command("set", "Set a secret; servers on the folder take it up by themselves.") { name, value };
        set.SetAction((parsed, cancellation) => Do(parsed, async vault =>
        {
            var known = Name(parsed.GetValue(name)!);
            var secret = SecretText.Read(SecretInput.Read(parsed.GetValue(value), terminal));
            await vault.Set(known, secret, cancellation);
            Say(terminal, parsed, known, "set");
            return ExitCode.Ok;
        }));
        return HelpWithExamples.Examples(set, "continuo secret set apiKey", "pass show shop/api | continuo secret set apiKey - --data /var/lib/continuo");
    }

    private static Command List(Terminal terminal)
    {
        var list = new Command("list", "List the names of the secrets.");
        list.SetAction((parsed, _) => Do(parsed, vault =>
        {
            var names = vault.Names();
            if (ContinuoCommandLine.IsJson(parsed))
            {
                terminal.Json(JsonObject.Of(("items", JsonArray.Own([.. names.Select(name => (JsonValue)name)]))));
            }
            else
            {
                foreach (var name in names)
                {
                    terminal.Line(name);
                }
            }

            return Task.FromResult(ExitCode.Ok);
        }));
        return list;
    }

    private static Command Remove(Terminal terminal)
    {
        var name = new Argument<string>("NAME") { Description = "The secret." };
        var remove = new Command("remove", "Remove a secret.") { name };
        remove.SetAction((parsed, cancellation) => Do(parsed, async vault =>
        {
            var known = parsed.GetValue(name)!;
            if (!await vault.Remove(known, cancellation))
            {
                throw new CliException(ExitCode.NotFound, $"There is no secret '{known}' in {parsed.GetValue(s_data)}.", "See: continuo secret list");
            }

            Say(terminal, parsed, known, "removed");
            return ExitCode.Ok;
        }));
        return remove;
    }

    private static Command Rotate(Terminal terminal)
    {
        var rotate = new Command("rotate", $"Seal all secrets with a new key: one that is made, or with {SecretVault.KeyVariable} that of {SecretVault.NewKeyVariable}.");
        rotate.SetAction((parsed, cancellation) => Do(parsed, async vault =>
        {
            await vault.Rotate(cancellation);
            if (ContinuoCommandLine.IsJson(parsed))
            {
                terminal.Json(JsonObject.Of(("rotated", vault.Names().Length)));
            }
            else
            {
                terminal.Line($"{vault.Names().Length} secrets have a new key.");
            }

            return ExitCode.Ok;
        }));
        return rotate;
    }

    private static async Task<int> Do(ParseResult parsed, Func<SecretVault, Task<int>> action)
    {
        try
        {
            return await action(new SecretVault(parsed.GetValue(s_data)!, TimeProvider.System));
        }
        catch (HostingException refused)
        {
            throw new CliException(ExitCode.Failed, refused.Message);
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCode.Denied, unusable.Message, "Check who owns the data folder.");
        }
    }

    private static string Name(string name) => name.Length is > 0 and <= 128 && !name.Any(letter => char.IsControl(letter) || letter == '/')
        ? name
        : throw new CliException(ExitCode.Invalid, $"'{name}' is no name of a secret.", "Use 1 to 128 characters, and no '/'.");

    private static void Say(Terminal terminal, ParseResult parsed, string name, string what)
    {
        if (ContinuoCommandLine.IsJson(parsed))
        {
            terminal.Json(JsonObject.Of(("name", name), ("done", what)));
        }
        else
        {
            terminal.Line($"{name} {what}");
        }
    }
}
