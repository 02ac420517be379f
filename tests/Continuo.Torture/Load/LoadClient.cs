using System.Globalization;
using System.Text.Json;
using Continuo.Client;

namespace Continuo.Torture.Load;

/// <summary>Starts instances one after the other, gives them what they need, and looks at some of them until they end.</summary>
internal sealed class LoadClient(int number, Requests requests, Random random, Budget budget)
{
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(1);

    /// <summary>Returns when the budget is spent or <paramref name="enough"/>, and all that was begun is done.</summary>
    public async Task Run(CancellationToken enough)
    {
        for (var i = 0; !enough.IsCancellationRequested && budget.Take(); i++)
        {
            var kind = Kinds.Started[random.Next(Kinds.Started.Length)];
            await Serve(kind, string.Create(CultureInfo.InvariantCulture, $"{kind.Name}-{number}-{i}"));
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(5, 60)), TimeProvider.System, CancellationToken.None);
        }
    }

    private async Task Serve(Kind kind, string id)
    {
        if (await Start(kind, id) is null)
        {
            return;
        }

        switch (kind.Need)
        {
            case Need.Events:
                await Publish(kind, id);
                break;
            case Need.Cancel:
                await Cancel(kind, id);
                break;
            case Need.Pause:
                await Ask("suspend", kind, id, (server, cancellation) => server.Suspend(id, cancellation: cancellation));
                await Ask("resume", kind, id, (server, cancellation) => server.Resume(id, cancellation));
                break;
        }

        if (random.Next(3) == 0)
        {
            await Ask("look", kind, id, (server, cancellation) => server.GetInstance(id, s_look, cancellation));
        }
    }

    private async Task<Instance?> Start(Kind kind, string id)
    {
        var pause = System.Xml.XmlConvert.ToString(Kinds.Pause(random));
        var start = new StartInstance("torture", kind.Name, $$"""{"pause":"{{pause}}"}""")
        {
            Id = id,
            Wait = random.Next(4) == 0 ? s_look : null,
            Labels = [new("client", number.ToString(CultureInfo.InvariantCulture))],
        };
        var mayGiveUp = kind.Need == Need.Nothing && random.Next(3) == 0;
        var started = await requests.Send("start", kind, id, (server, cancellation) => server.Start(start, cancellation), Words, mayGiveUp);
        if (started is not null && random.Next(10) == 0)
        {
            // Who asks twice gets the same instance.
            await requests.Send("start", kind, id, (server, cancellation) => server.Start(start, cancellation), Words);
        }

        return started;
    }

    private async Task Publish(Kind kind, string id)
    {
        for (var n = 1; n <= Kinds.Signals; n++)
        {
            var signal = JsonSerializer.Serialize(new { specversion = "1.0", id = $"{id}-{n}", source = "torture:clients", type = Kinds.SignalType, subject = id, data = new { n } });
            for (var times = random.Next(5) == 0 ? 2 : 1; times > 0; times--)
            {
                await requests.Send<object>("publish", kind, id, async (server, cancellation) => await server.Publish(signal, cancellation), answer => $"{n} {answer}");
            }
        }
    }

    private async Task Cancel(Kind kind, string id)
    {
        while (true)
        {
            var seen = await Ask("look", kind, id, (server, cancellation) => server.GetInstance(id, null, cancellation));
            if (seen is null || seen.HasEnded)
            {
                return;
            }

            if (seen.Tasks.Any(task => task.GetProperty("pointer").GetString()!.EndsWith("/sleep", StringComparison.Ordinal)))
            {
                break;
            }

            await Task.Delay(s_look / 20, TimeProvider.System);
        }

        await Ask("cancel", kind, id, (server, cancellation) => server.Cancel(id, cancellation: cancellation));
    }

    private Task<Instance?> Ask(string act, Kind kind, string id, Func<ContinuoClient, CancellationToken, Task<Instance>> send) =>
        requests.Send(act, kind, id, send, Words);

    /// <summary>The status alone while it goes on; with its output when that can change no more.</summary>
    private static string Words(Instance seen) => seen.HasEnded ? $"{seen.Status} {seen.Output.GetRawText()}" : seen.Status;
}
