using Continuo.Runtime.Journaling;
using Continuo.Server.Access;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Continuo.Server.Api;

/// <summary>Supervises every request of the API: who may ask, what is answered, and what becomes of what nobody foresaw.</summary>
internal sealed partial class Endpoint(ContinuoOptions options, AccessGuard guard, IHostApplicationLifetime lifetime, ILogger<Endpoint> logger)
{
    public RequestDelegate Guarded(Func<ApiRequest, Task<Answer>> handle) => async context =>
    {
        var answer = guard.Refusal(context) is { } refusal ? refusal : await Handle(context, handle);
        if (!context.RequestAborted.IsCancellationRequested)
        {
            await answer.Write(context.Response);
        }
    };

    private async Task<Answer> Handle(HttpContext context, Func<ApiRequest, Task<Answer>> handle)
    {
        try
        {
            return await handle(new ApiRequest(context, options.MaxBodyBytes, lifetime.ApplicationStopping));
        }
        catch (ProblemException refused)
        {
            return refused.Problem;
        }
        catch (JournalUnavailableException unavailable)
        {
            return new Problem(503, "journal-unavailable", "The store cannot be reached.", unavailable.Message, "Try again.") { RetryAfter = TimeSpan.FromSeconds(1) };
        }
        catch (BadHttpRequestException bad)
        {
            return new Problem(bad.StatusCode, "bad-request", "The request cannot be read.", bad.Message, "Mend the request.");
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            return new Problem(499, "aborted", "The caller went away.", "The connection ended before the answer.", "Ask again.");
        }
        catch (Exception unforeseen)
        {
            LogUnforeseen(unforeseen, context.Request.Method, context.Request.Path);
            return new Problem(500, "internal", "The server made a mistake.", $"{unforeseen.GetType().Name}; the server's log has the rest.", "Report it with the log.");
        }
    }

    [LoggerMessage(EventId = 3001, Level = LogLevel.Error, Message = "{Method} {Path} ended in an error that nobody foresaw.")]
    private partial void LogUnforeseen(Exception unforeseen, string method, PathString path);
}
