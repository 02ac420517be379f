using System.Collections.Immutable;
using System.Diagnostics;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Expressions;
using Continuo.Workflows.Json;

namespace Continuo.Services.Documents;

/// <summary>An authentication as the arguments of a call, before there is an instance: nothing is visible but secrets, and those stay symbolic.</summary>
internal static class DocumentCredentials
{
    /// <summary>Null and the reason when the policy asks for more.</summary>
    public static JsonObject? Of(AuthenticationPolicy policy, ImmutableArray<string> secrets, out string problem)
    {
        problem = "";
        var environment = new OnlySecrets(secrets);
        try
        {
            switch (policy)
            {
                case AuthenticationPolicy.Basic basic:
                    return JsonObject.Of(("scheme", "basic"), ("username", Value(basic.Username, environment)), ("password", Value(basic.Password, environment)));
                case AuthenticationPolicy.Bearer bearer:
                    return JsonObject.Of(("scheme", "bearer"), ("token", Value(bearer.Token, environment)));
                case AuthenticationPolicy.Digest digest:
                    return JsonObject.Of(("scheme", "digest"), ("username", Value(digest.Username, environment)), ("password", Value(digest.Password, environment)));
                case AuthenticationPolicy.FromSecret { Scheme: "basic" or "digest" } secret:
                    return JsonObject.Of(("scheme", secret.Scheme), ("username", Member(secret.Name, "username")), ("password", Member(secret.Name, "password")));
                case AuthenticationPolicy.FromSecret { Scheme: "bearer" } secret:
                    return JsonObject.Of(("scheme", "bearer"), ("token", Member(secret.Name, "token")));
                case AuthenticationPolicy.FromSecret secret:
                    return JsonObject.Of(("scheme", secret.Scheme), ("properties", SymbolicText.Secret(secret.Name)));
                case AuthenticationPolicy.Issued token:
                    var properties = Value(token.Properties, environment).Object;
                    return JsonObject.Of(("scheme", token.Scheme), ("properties", properties.With("authority", Authority(token.Authority, environment))));
                default:
                    throw new UnreachableException();
            }
        }
        catch (JqException failed)
        {
            problem = $"its authentication cannot be evaluated: {failed.Message}. Only $secrets is visible when a workflow is deployed.";
            return null;
        }
    }

    private static JsonValue Value(ValueTemplate template, OnlySecrets environment) => template.Evaluate(JsonValue.Null, environment, JqLimits.Default);

    private static JsonValue Authority(EndpointTemplate authority, OnlySecrets environment) =>
        authority.Expression is { } expression ? expression.Program.First(JsonValue.Null, environment, JqLimits.Default) : authority.Template!.Text;

    private static JsonValue Member(string secret, string name) => SymbolicText.Secret(secret).Member(name)!;

    private sealed class OnlySecrets(ImmutableArray<string> names) : JqEnvironment
    {
        private readonly JsonObject _secrets = JsonObject.Of([.. names.Select(name => (name, (JsonValue)SymbolicText.Secret(name)))]);

        public override bool TryGetVariable(string name, out JsonValue value)
        {
            value = _secrets;
            return name is "secrets" or "secret";
        }
    }
}
