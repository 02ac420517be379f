using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using Continuo.Engine.Instances;
using Continuo.Workflows.Documents;

namespace Continuo.Services.Calls;

/// <summary>The standard's errors as a call raises them.</summary>
internal static class CallErrors
{
    public static WorkflowError Configuration(string detail) => Standard(ErrorTypes.Configuration, "The call is not configured correctly", detail);

    public static WorkflowError Denied(string detail) => Standard(ErrorTypes.Authorization, "The call is not allowed", detail);

    /// <summary>An authority gave no token. That a callee refuses the call is a <see cref="Status"/>.</summary>
    public static WorkflowError Authentication(string detail) => Standard(ErrorTypes.Authentication, "No access token", detail);

    public static WorkflowError Validation(string detail) => Standard(ErrorTypes.Validation, "The call is not complete", detail);

    /// <summary>A call in a protocol whose failures the language calls runtime errors.</summary>
    public static WorkflowError Runtime(string title, string detail) => Standard(ErrorTypes.Runtime, title, detail);

    public static WorkflowError TooLarge(string detail) => Standard(ErrorTypes.Runtime, "The answer is too large", detail);

    public static WorkflowError Communication(string title, string? detail, int? status = null) =>
        Standard(ErrorTypes.Communication, title, detail) with { Status = status ?? ErrorTypes.Communication.Status };

    /// <summary>The error for an answer that the author did not ask for.</summary>
    public static WorkflowError Status(HttpResponseMessage answer, string? detail)
    {
        var status = (int)answer.StatusCode;
        return Communication(string.IsNullOrEmpty(answer.ReasonPhrase) ? $"Status {status}" : answer.ReasonPhrase, detail, status);
    }

    /// <summary>The error for a call that got no answer: whom it tried to reach, what failed, what to look at.</summary>
    /// <param name="asked">The address in the workflow.</param>
    /// <param name="actual">The address that was tried.</param>
    /// <param name="problem">What the client met.</param>
    public static WorkflowError NoAnswer(Uri asked, Uri actual, HttpRequestException problem)
    {
        var whom = asked.Authority == actual.Authority ? actual.Authority : $"{actual.Authority} (service {asked.Host})";
        var reason = Innermost(problem);
        return problem.HttpRequestError switch
        {
            HttpRequestError.NameResolutionError => Communication(
                "Host not known",
                $"The host {actual.Host} is not known ({reason}). Check its spelling, or register a service of that name under Continuo:Services:Endpoints."),
            HttpRequestError.ConnectionError => Communication("Not reachable", $"No connection to {whom}: {reason}. Check that it runs and listens there."),
            HttpRequestError.SecureConnectionError => Communication("TLS failed", $"No secure connection to {whom}: {reason}."),
            HttpRequestError.ResponseEnded => Communication("No answer", $"{whom} closed the connection before its answer was complete."),
            _ => Communication("No answer", $"The call to {whom} failed: {reason}."),
        };
    }

    private static WorkflowError Standard(StandardError standard, string title, string? detail) => new(standard.Uri, standard.Status, title, detail);

    private static string Innermost(Exception problem)
    {
        var innermost = problem.GetBaseException();
        var text = innermost is SocketException socket ? socket.SocketErrorCode switch
        {
            SocketError.ConnectionRefused => "connection refused",
            SocketError.HostNotFound => "no such host",
            SocketError.TryAgain => "the name server did not answer",
            _ => socket.Message,
        }
        : innermost.Message;
        return text.TrimEnd('.');
    }
}
