using System.Net.Http;
using Continuo.Engine.Instances;
using Continuo.Runtime.Effects;
using Continuo.Services.Authentication;
using Continuo.Services.Calls;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;

namespace Continuo.Services.Documents;

/// <summary>Gets texts over HTTP as calls do: services, allowed hosts, redirects and authentication are the same.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class DocumentDownload(CallTransport transport, CallAuthentication authentications) : IResourceDownload
{
    private static readonly CallHeader s_accept = new("Accept", "application/json, application/yaml;q=0.9, */*;q=0.8", "", IsSecret: false);

    /// <exception cref="DocumentException">The answer is no text, too large, or says that there is none.</exception>
    /// <exception cref="CallFailedException">There is no answer.</exception>
    /// <exception cref="SecretMissingException">A secret of the authentication is not there.</exception>
    public async Task<string> Get(Uri address, JsonValue authentication, CallSecrets secrets, int limit, CancellationToken cancellation)
    {
        var credentials = await authentications.Begin(authentication, secrets, cancellation);
        var hop = new CallHop(HttpMethod.Get, address, credentials?.Header is { } header ? [s_accept, header] : [s_accept], null);
        var (answer, _) = await transport.Send(new CallPlan(hop, address.AbsoluteUri, CallOutput.Raw, Redirect: true, credentials), null, cancellation);
        using (answer)
        {
            if (!answer.IsSuccessStatusCode)
            {
                throw new DocumentException($"the answer is {(int)answer.StatusCode} {answer.ReasonPhrase}.", status: (int)answer.StatusCode);
            }

            try
            {
                var (bytes, whole) = await AnswerBody.Read(answer.Content, limit, cancellation);
                return !whole ? throw DocumentFiles.TooLarge(limit)
                    : answer.Content.Headers.ContentType?.CharSet is { } charset && !charset.Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase) ? AnswerContent.Text(bytes, charset)
                    : DocumentFiles.Text(bytes);
            }
            catch (Exception problem) when (problem is IOException or HttpRequestException or InvalidDataException)
            {
                throw new DocumentException($"the answer broke off: {problem.Message}");
            }
        }
    }

    public async ValueTask<DownloadedResource> Get(Uri address, JsonValue authentication, int limit, CallSecrets secrets, CancellationToken cancellation)
    {
        try
        {
            return new(await Get(address, authentication, secrets, limit, cancellation), null);
        }
        catch (CallFailedException problem)
        {
            return new(null, problem.Error);
        }
        catch (DocumentException problem)
        {
            return new(null, Error(address.AbsoluteUri, problem)) { IsTooLarge = problem.IsTooLarge };
        }
    }

    /// <summary>The error of a call that needs the document.</summary>
    public static WorkflowError Error(string reference, DocumentException problem)
    {
        var detail = $"The document '{reference}' cannot be had: {problem.Message}";
        return problem.IsDenied ? CallErrors.Denied(detail)
            : problem.Status is { } status ? CallErrors.Communication("No document", detail, status)
            : CallErrors.Configuration(detail);
    }
}
