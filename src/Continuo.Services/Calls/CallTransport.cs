using System.Diagnostics.Metrics;
using System.Net.Http;
using Continuo.Services.Registry;

namespace Continuo.Services.Calls;

/// <summary>Sends the requests of a call: finds the service, holds the list of allowed hosts, follows redirects.</summary>
internal sealed class CallTransport(IHttpClientFactory clients, ServiceTable services, OutgoingHosts allowed)
{
    /// <summary>The name of the HTTP client that performs calls of workflows.</summary>
    public const string Client = "Continuo.Calls";

    private const int MaxRedirects = 20;

    private static readonly Counter<long> s_refused = CallMeter.Meter.CreateCounter<long>("continuo.services.refused", description: "Calls to hosts that are not allowed.");

    /// <summary>The last answer, with its headers read and its body to be read, and the request that it answers.</summary>
    public async Task<(HttpResponseMessage Answer, CallHop Asked)> Send(CallPlan plan, CallTrace trace, CancellationToken cancellation)
    {
        var client = clients.CreateClient(Client);
        var hop = plan.First;
        for (var redirects = 0; ; redirects++)
        {
            var answer = await SendOne(client, hop, trace, cancellation);
            if (!plan.Redirect || hop.Follow(answer.StatusCode, answer.Headers.Location) is not { } next)
            {
                return (answer, hop);
            }

            answer.Dispose();
            if (redirects == MaxRedirects)
            {
                throw new CallFailedException(CallErrors.Communication("Too many redirects", $"The call was redirected more than {MaxRedirects} times; the last address was at {next.Uri.Authority}."));
            }

            hop = next;
        }
    }

    private async Task<HttpResponseMessage> SendOne(HttpClient client, CallHop hop, CallTrace trace, CancellationToken cancellation)
    {
        if (!allowed.Allows(hop.Uri))
        {
            s_refused.Add(1);
            throw new CallFailedException(CallErrors.Denied($"Calls to {hop.Uri.Authority} are not allowed here: add the host to {ServicesOptions.Section}:AllowedHosts, or register a service."));
        }

        var actual = services.Locate(hop.Uri);
        using var message = hop.ToMessage(actual);
        trace.Stamp(message);
        trace.Sent(hop, actual);
        try
        {
            var answer = await client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellation);
            trace.Answered((int)answer.StatusCode);
            return answer;
        }
        catch (HttpRequestException problem)
        {
            throw new CallFailedException(CallErrors.NoAnswer(hop.Uri, actual, problem));
        }
    }
}
