using Continuo.Engine.Instances;
using Continuo.Engine.Shards;
using Continuo.Runtime;
using Continuo.Runtime.Effects;
using Continuo.Runtime.Journaling;
using Continuo.Services;
using Continuo.Services.Calls;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using Node = Continuo.Runtime.Node;

namespace Continuo.Conformance;

/// <summary>The examples of the standard that call with an authentication or by an OpenAPI document, as they stand, against stand-ins of the hosts they name.</summary>
public sealed class CallExampleTests
{
    private const string Policy = """{"authority":"http://keycloak/realms/fake-authority","grant":"client_credentials","client":{"id":"a","secret":"b"},"endpoints":{"token":"/auth/token"}}""";

    [Theory]
    [InlineData("authentication-bearer", "/v2/pet/1 Bearer given")]
    [InlineData("authentication-bearer-uri-format", "/v2/pet/1 Bearer given")]
    [InlineData("authentication-reusable", "/v2/pet/1 Bearer given")]
    [InlineData("authentication-oauth2", "/v2/pet/1 Bearer issued-by-keycloak")]
    [InlineData("authentication-oauth2-secret", "/v2/pet/1 Bearer issued-by-keycloak")]
    [InlineData("authentication-oidc", "/v2/pet/1 Bearer issued-by-keycloak")]
    [InlineData("authentication-oidc-secret", "/v2/pet/1 Bearer issued-by-keycloak")]
    [InlineData("call-openapi", "/v2/pet/findByStatus?status=available")]
    [InlineData("call-openapi-redirect", "/v2/pet/findByStatus?status=available")]
    public async Task An_example_calls_whom_it_names(string name, string sent)
    {
        Assert.SkipWhen(Repository.Shared("spec", "examples") is null, "the examples are not beside the repository");
        var loaded = WorkflowLoader.Load(await File.ReadAllTextAsync(Path.Combine(Repository.Shared("spec", "examples")!, $"{name}.yaml")));
        Assert.True(loaded.Definition is not null, string.Join('\n', loaded.Diagnostics));
        using var hosts = new StubHosts();
        await using var services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<ISecretSource>(new OneSecret())
            .AddContinuoServices()
            .AddHttpClient(CallTransport.Client).ConfigurePrimaryHttpMessageHandler(() => hosts).Services
            .BuildServiceProvider();
        await using var journal = new MemoryJournal(new MemoryStore());
        await using var node = new Node(new NodeOptions { Journal = journal, Definitions = journal, Queries = journal, Handlers = [.. services.GetServices<IEffectHandler>()] });
        await node.Start(TestContext.Current.CancellationToken);
        await node.Deploy(loaded.Definition, TestContext.Current.CancellationToken);

        var result = await node.RunInstance(loaded.Definition.Name, null, JsonValue.Parse("""{"petId":1,"token":"given"}"""), new StartOptions(), TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

        var ended = Assert.IsType<CommandResult.Viewed>(result).Instance;
        Assert.True(ended.Status == InstanceStatus.Completed, $"{ended.Status}: {ended.Error}");
        Assert.Equal(sent, hosts.Sent[^1]);
    }

    private sealed class OneSecret : ISecretSource
    {
        public JsonValue? Find(string name) => name == "mySecret" ? JsonValue.Parse(Policy) : (JsonValue?)null;
    }
}
