using System.Net;
using System.Net.Http;
using System.Text;
using Continuo.Workflows.Json;

namespace Continuo.Cli.Testing;

/// <summary>The network of a test: every request is answered by a stub.</summary>
internal sealed class StubbedHttp(Func<HttpRequestMessage, string, StubAnswer> answers) : HttpMessageHandler, IHttpClientFactory
{
    public HttpClient CreateClient(string name) => new(this, disposeHandler: false);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var sent = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        var answer = answers(request, sent);
        var response = new HttpResponseMessage((HttpStatusCode)answer.Status) { RequestMessage = request, Content = Content(answer) };
        foreach (var (name, value) in answer.Headers)
        {
            var text = value.AsString ?? value.ToString();
            if (!response.Headers.TryAddWithoutValidation(name, text))
            {
                response.Content.Headers.Remove(name);
                response.Content.Headers.TryAddWithoutValidation(name, text);
            }
        }

        return response;
    }

    private static ByteArrayContent Content(StubAnswer answer)
    {
        if (answer.Body is not { } body)
        {
            return new ByteArrayContent([]);
        }

        var isText = body.IsString;
        var content = new ByteArrayContent(isText ? Encoding.UTF8.GetBytes(body.String) : JsonWriter.WriteUtf8(body));
        content.Headers.TryAddWithoutValidation("Content-Type", isText ? "text/plain; charset=utf-8" : "application/json");
        return content;
    }
}
