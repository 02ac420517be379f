using System.Collections.Immutable;
using System.CommandLine;
using Continuo.Cli.CommandLine;
using Continuo.Cli.Output;
using Continuo.Workflows.Json;

namespace Continuo.Cli.Running;

/// <summary><c>continuo run FILE</c>: one definition to its end, without a server.</summary>
internal static class RunCommand
{
    public const string Name = "run";

    public static Command Build(Terminal terminal)
    {
        var file = new Argument<string>("FILE") { Description = "The workflow, YAML or JSON; '-' is the standard input." };
        var input = new Option<string>("--input") { Description = "The input: JSON, @file, or '-' for the standard input.", HelpName = "JSON|@file" };
        var secrets = new Option<string>("--secrets") { Description = "Secrets by name, an object: JSON or @file.", HelpName = "JSON|@file" };
        var secretsFolder = SecretsFolderOption.Create();
        var events = new Option<string[]>("--event") { Description = "A CloudEvent, published once the instance waits; may come several times.", HelpName = "JSON|@file" };
        var timeout = new Option<TimeSpan?>("--timeout") { Description = "How long it may take (30s).", HelpName = "duration", CustomParser = Durations.Parse, DefaultValueFactory = _ => TimeSpan.FromSeconds(30) };
        var allow = AllowOption.Create();
        var data = new Option<string>("--data") { Description = "Keep the store here; else it is temporary.", HelpName = "DIR" };
        var services = ServiceAddresses.Option();
        var (catalog, folders) = (DocumentOptions.Catalog(), DocumentOptions.Folders());
        var command = new Command(Name, "Run one workflow to its end, here, without a server. Prints its output.") { file, input, secrets, secretsFolder, events, timeout, allow, data, services, catalog, folders };
        command.SetAction((parsed, cancellation) => LocalRun.Execute(
            new RunSettings
            {
                File = parsed.GetValue(file)!,
                Input = Inputs.JsonOrNone("--input", parsed.GetValue(input)) ?? JsonValue.Null,
                Secrets = Secrets(parsed.GetValue(secrets)),
                SecretsDirectory = parsed.GetValue(secretsFolder),
                Events = [.. (parsed.GetValue(events) ?? []).SelectMany(text => EventInput.Read("--event", text, TimeProvider.System))],
                Timeout = parsed.GetValue(timeout) ?? TimeSpan.FromSeconds(30),
                DataDirectory = parsed.GetValue(data),
                Services = ServiceAddresses.Read(parsed.GetValue(services)),
                Catalog = parsed.GetValue(catalog),
                DocumentFolders = [.. parsed.GetValue(folders) ?? []],
                Allowed = AllowOption.Read(parsed.GetValue(allow)),
                IsJson = ContinuoCommandLine.IsJson(parsed),
            },
            terminal,
            cancellation));
        return HelpWithExamples.Examples(
            command,
            """continuo run hello.yaml --input '{"name":"Ada"}'""",
            "continuo run order.yaml --input @order.json --secrets @secrets.json --timeout 2m -o json");
    }

    private static JsonObject Secrets(string? given)
    {
        if (given is null)
        {
            return JsonObject.Empty;
        }

        var secrets = Inputs.Json("--secrets", given).AsObject
            ?? throw new CliException(ExitCode.Invalid, "--secrets must be an object of secrets by name.", "Write it as '{\"apiKey\":\"...\"}'.");
        return secrets.All(secret => secret.Value.IsString || secret.Value.IsObject)
            ? secrets
            : throw new CliException(ExitCode.Invalid, "--secrets: a secret is text or an object of texts.", "Put other values in quotes.");
    }
}
