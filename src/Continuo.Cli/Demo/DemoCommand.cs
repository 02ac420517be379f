using System.CommandLine;
using Continuo.Cli.CommandLine;
using Continuo.Cli.Output;

namespace Continuo.Cli.Demo;

/// <summary><c>continuo demo orders</c>.</summary>
internal static class DemoCommand
{
    public static Command Build(Terminal terminal)
    {
        var data = new Option<string>("--data") { Description = "Keep store, ledgers and logs here; else they are deleted in the end.", HelpName = "DIR" };
        var orders = new Command("orders", "Orders over three services, one server killed on the way, and the proof that nothing was done twice.") { data };
        orders.SetAction(async (parsed, cancellation) =>
        {
            if (ContinuoCommandLine.IsJson(parsed))
            {
                throw new CliException(ExitCode.Invalid, "The demo is for people: it has no JSON output.", "Leave -o out.");
            }

            return await OrdersDemo.Run(parsed.GetValue(data), terminal, cancellation);
        });
        return new("demo", "See it work.") { HelpWithExamples.Examples(orders, "continuo demo orders", "continuo demo orders --data /tmp/orders") };
    }
}
