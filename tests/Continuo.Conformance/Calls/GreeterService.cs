using System.Buffers.Binary;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Continuo.Conformance.Calls;

/// <summary>The service of the standard's example of gRPC, written by hand: its messages have one short text each.</summary>
internal static class GreeterService
{
    public static async Task Answer(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var frame = body.ToArray();
        var name = frame.Length > 7 ? Encoding.UTF8.GetString(frame, 7, frame[6]) : "";
        context.Response.ContentType = "application/grpc";
        if (name == "nobody")
        {
            context.Response.AppendTrailer("grpc-status", "5");
            context.Response.AppendTrailer("grpc-message", "no such person");
            await context.Response.StartAsync(context.RequestAborted);
            return;
        }

        var text = Encoding.UTF8.GetBytes($"Hello {name}");
        var answer = new byte[7 + text.Length];
        BinaryPrimitives.WriteInt32BigEndian(answer.AsSpan(1), 2 + text.Length);
        (answer[5], answer[6]) = (0x0A, (byte)text.Length);
        text.CopyTo(answer, 7);
        context.Response.AppendTrailer("grpc-status", "0");
        await context.Response.Body.WriteAsync(answer, context.RequestAborted);
    }
}
