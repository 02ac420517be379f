using Continuo.Engine.Instances;
using Continuo.Services.Calls;
using Grpc.Core;

namespace Continuo.Services.Grpc;

/// <summary>The status of a call as an error with the HTTP status that means the same.</summary>
internal static class GrpcStatus
{
    public static WorkflowError Error(RpcException problem)
    {
        var status = problem.Status;
        return CallErrors.Communication(Name(status.StatusCode), status.Detail is { Length: > 0 } detail ? detail : $"The call ended with the gRPC status {Name(status.StatusCode)}.", Http(status.StatusCode));
    }

    private static int Http(StatusCode code) => code switch
    {
        StatusCode.InvalidArgument or StatusCode.FailedPrecondition or StatusCode.OutOfRange => 400,
        StatusCode.Unauthenticated => 401,
        StatusCode.PermissionDenied => 403,
        StatusCode.NotFound => 404,
        StatusCode.AlreadyExists or StatusCode.Aborted => 409,
        StatusCode.ResourceExhausted => 429,
        StatusCode.Cancelled => 499,
        StatusCode.Unimplemented => 501,
        StatusCode.Unavailable => 503,
        StatusCode.DeadlineExceeded => 504,
        _ => 500,
    };

    /// <summary>As the protocol spells it: NOT_FOUND.</summary>
    private static string Name(StatusCode code) =>
        string.Concat(code.ToString().Select((c, i) => i > 0 && char.IsAsciiLetterUpper(c) ? $"_{c}" : char.ToUpperInvariant(c).ToString()));
}
