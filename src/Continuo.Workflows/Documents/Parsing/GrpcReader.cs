using Continuo.Workflows.Validation;

namespace Continuo.Workflows.Documents.Parsing;

/// <summary>The arguments of <c>call: grpc</c>.</summary>
internal sealed class GrpcReader(LoadContext context, Readers readers)
{
    private const int MaxPort = 65_535;

    public Func<TaskHeader, TaskNode> Read(Fields fields, Scope scope)
    {
        var (proto, protoAuthentication) = readers.Endpoints.ReadResource(fields.Required("proto", "Write proto: {endpoint: URI}."), "'proto'", scope);
        var with = new CallArguments(context, readers.Expressions, scope);
        AuthenticationPolicy? authentication = null;
        if (fields.Object("service", required: true) is { } service)
        {
            var inner = new CallArguments(context, readers.Expressions, scope);
            inner.Text(service, "name", required: true);
            ReadHost(service, inner);
            ReadPort(service, inner);
            authentication = readers.Authentications.ReadUse(service.Optional("authentication"), scope);
            service.Close(key => key is "uri" or "endpoint" or "url" ? "Where the service is stands in 'host' and 'port'." : null);
            with.Set("service", inner.Build());
        }

        with.Text(fields, "method", required: true);
        with.Object(fields, "arguments", orList: true);
        fields.Close(key => key switch
        {
            "host" or "port" or "name" or "authentication" => "It belongs under 'service'.",
            "message" or "body" or "parameters" or "input" => "What is sent stands under 'arguments'.",
            _ => null,
        });
        var described = readers.Endpoints.Document("proto", fields.Map["proto"], (proto, protoAuthentication), DocumentForm.Proto);
        return header => new ProtocolCallTask(header)
        {
            Protocol = CallProtocol.Grpc,
            With = with.Build(),
            Endpoints = [new CallEndpoint("service", null, authentication), described],
        };
    }

    private void ReadHost(Fields service, CallArguments inner)
    {
        var host = inner.Text(service, "host", required: true);
        if (host is not null && !ExpressionReader.TryFind(host, out _) && !Patterns.Host().IsMatch(host))
        {
            context.Diagnostics.Add(DiagnosticCodes.BadValue, service.Map["host"]!, $"'{host}' is not the name of a host.", host.Contains(':', StringComparison.Ordinal) ? "The port stands in 'port', and there is no scheme." : "It has letters, digits, dots and hyphens, at most 63.");
        }
    }

    private void ReadPort(Fields service, CallArguments inner)
    {
        if (service.Optional("port") is { Json.IsString: true } text && ExpressionReader.TryFind(text.Json.String, out _))
        {
            inner.Any(service, "port");
        }
        else if (service.Integer("port", least: 0) is { } port)
        {
            if (port > MaxPort)
            {
                context.Diagnostics.Add(DiagnosticCodes.BadValue, service.Map["port"]!, $"'port' must be at most {MaxPort}, found {port}.");
            }

            inner.Set("port", port);
        }
    }
}
