using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using Continuo.Services.Registry;

namespace Continuo.Services.Calls;

/// <summary>Sends the requests of a call: finds the service, holds the list of allowed hosts, follows redirects.</summary>
internal sealed class CallTransport(IHttpClientFactory clients, ServiceTable services, OutgoingHosts allowed)
{
    /// <summary>The name of the HTTP client that performs calls of workflows.</summary>
    public const string Client = "Continuo.Calls";

    /// <summary>The name of the HTTP client that keeps no connection: every request of it opens one.</summary>
    public const string FreshClient = "Continuo.Calls.Fresh";

    private const int MaxRedirects = 20;

    private static readonly Counter<long> s_refused = CallMeter.Meter.CreateCounter<long>("continuo.services.refused", description: "Calls to hosts that are not allowed.");
    private static readonly Counter<long> s_resent = CallMeter.Meter.CreateCounter<long>("continuo.services.resent", description: "Requests sent again because the callee closed the connection before it answered.");

    /// <summary>The last answer, with its headers read and its body to be read, and the request that it answers.</summary>
    /// <param name="plan">The call.</param>
    /// <param name="trace">What stamps the requests of an effect; null for what an effect needs besides, such as a token.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task<(HttpResponseMessage Answer, CallHop Asked)> Send(CallPlan plan, CallTrace? trace, CancellationToken cancellation)
    {
        var hop = plan.First;
        var proved = false;
        for (var redirects = 0; ;)
        {
            var answer = await SendOne(hop, trace, cancellation);
            if (!proved && await Prove(plan, hop, answer, cancellation) is { } again)
            {
                answer.Dispose();
                (hop, proved) = (again, true);
                continue;
            }

            if (!plan.Redirect || hop.Follow(answer.StatusCode, answer.Headers.Location) is not { } next)
            {
                return (answer, hop);
            }

            answer.Dispose();
            if (redirects++ == MaxRedirects)
            {
                throw new CallFailedException(CallErrors.Communication("Too many redirects", $"The call was redirected more than {MaxRedirects} times; the last address was at {next.Uri.Authority}."));
            }

            (hop, proved) = (next, false);
        }
    }

    /// <summary>A refused request may be sent once more with better credentials, but never to another origin than the author named.</summary>
    private static async ValueTask<CallHop?> Prove(CallPlan plan, CallHop hop, HttpResponseMessage answer, CancellationToken cancellation) =>
        answer.StatusCode == HttpStatusCode.Unauthorized && plan.Credentials is { } credentials && hop.SameOrigin(plan.First.Uri)
            ? await credentials.Answer(hop, answer, cancellation)
            : null;

    private async Task<HttpResponseMessage> SendOne(CallHop hop, CallTrace? trace, CancellationToken cancellation)
    {
        if (!allowed.Allows(hop.Uri))
        {
            s_refused.Add(1);
            throw new CallFailedException(CallErrors.Denied($"Calls to {hop.Uri.Authority} are not allowed here: add the host to {ServicesOptions.Section}:AllowedHosts, or register a service."));
        }

        var actual = services.Locate(hop.Uri);
        trace?.Sent(hop, actual);
        try
        {
            var answer = await SendAgainWhenClosed(hop, actual, trace, cancellation);
            trace?.Answered((int)answer.StatusCode);
            return answer;
        }
        catch (HttpRequestException problem)
        {
            throw new CallFailedException(CallErrors.NoAnswer(hop.Uri, actual, problem));
        }
    }

    // A callee may close a kept connection in the moment in which a request takes it, and that says nothing about the request.
    // The client repeats those without a body by itself; the others may be repeated here because the key stays the same.
    private async Task<HttpResponseMessage> SendAgainWhenClosed(CallHop hop, Uri actual, CallTrace? trace, CancellationToken cancellation)
    {
        try
        {
            return await SendOver(Client, hop, actual, trace, cancellation);
        }
        catch (HttpRequestException problem) when (ClosedBeforeAnswer(problem))
        {
            s_resent.Add(1);
            return await SendOver(FreshClient, hop, actual, trace, cancellation);
        }
    }

    private async Task<HttpResponseMessage> SendOver(string client, CallHop hop, Uri actual, CallTrace? trace, CancellationToken cancellation)
    {
        using var message = hop.ToMessage(actual);
        trace?.Stamp(message);
        return await clients.CreateClient(client).SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellation);
    }

    private static bool ClosedBeforeAnswer(HttpRequestException problem) =>
        problem.HttpRequestError == HttpRequestError.ResponseEnded
        || (problem.HttpRequestError == HttpRequestError.Unknown
            && problem.GetBaseException() is SocketException { SocketErrorCode: SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown });
}
