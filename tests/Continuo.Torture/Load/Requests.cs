using System.Net;
using Continuo.Client;
using Continuo.Torture.Processes;

namespace Continuo.Torture.Load;

/// <summary>Sends one request until its outcome is known, and writes down how each try went.</summary>
internal sealed class Requests(int client, IServers servers, ClientLog log, CancellationToken end)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(30);

    /// <param name="act">What is asked.</param>
    /// <param name="kind">The instance's workflow.</param>
    /// <param name="instance">Which instance.</param>
    /// <param name="send">Sends it, the same each time.</param>
    /// <param name="words">What of the answer is written down.</param>
    /// <param name="mayGiveUp">Whether a first unknown outcome is left unknown.</param>
    /// <returns>The answer; null when it was given up or answered wrongly.</returns>
    public async Task<T?> Send<T>(string act, Kind kind, string instance, Func<ContinuoClient, CancellationToken, Task<T>> send, Func<T, string> words, bool mayGiveUp = false)
        where T : class
    {
        while (true)
        {
            log.Add(client, act, kind.Name, instance, Outcome.Invoke);
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(end);
            patience.CancelAfter(s_patience);
            try
            {
                var answer = await send(servers.Client, patience.Token);
                log.Add(client, act, kind.Name, instance, Outcome.Ok, words(answer));
                return answer;
            }
            catch (ProblemException refused) when (refused.Status is HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests)
            {
                log.Add(client, act, kind.Name, instance, Outcome.Busy, $"{refused.Code}: {refused.Why}");
            }
            catch (ProblemException wrong)
            {
                log.Add(client, act, kind.Name, instance, Outcome.Wrong, $"{(int)wrong.Status} {wrong.Code}: {wrong.Message} {wrong.Why}");
                return null;
            }
            catch (Exception unknown) when (unknown is ServerUnreachableException or OperationCanceledException)
            {
                log.Add(client, act, kind.Name, instance, Outcome.Info, unknown.Message);
                if (mayGiveUp)
                {
                    return null;
                }
            }

            end.ThrowIfCancellationRequested();
            await Task.Delay(s_pause, TimeProvider.System, end);
            await servers.Up.WaitAsync(end);
        }
    }
}
