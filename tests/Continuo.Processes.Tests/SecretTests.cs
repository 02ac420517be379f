using Continuo.Workflows.Json;
using static Continuo.Processes.Tests.Performer;

namespace Continuo.Processes.Tests;

/// <summary>Secrets reach a process and nothing that it writes.</summary>
public sealed class SecretTests : IAsyncDisposable
{
    private const string Value = "s3cr3t-value";

    private readonly Performer _performer = new(null, ("key", Value));

    public ValueTask DisposeAsync() => _performer.DisposeAsync();

    [Fact]
    public async Task An_echoed_secret_is_masked_in_every_stream()
    {
        var with = Shell("test \"$KEY\" = s3cr3t'-'value && echo \"same $KEY $1\"; cat >&2", ("environment", JsonObject.Of(("KEY", Secret("key")))), ("arguments", JsonArray.Of(Secret("key"))), ("stdin", Secret("key")));

        var all = await _performer.Result(Ask("shell", with, "all"));

        Assert.Equal("""{"code":0,"stdout":"same [secret key] [secret key]","stderr":"[secret key]"}""", all.ToString());
    }

    [Fact]
    public async Task A_secret_is_masked_in_an_error() =>
        Assert.Equal("The shell ended with the exit code 1: [secret key]", await _performer.Error(Ask("shell", Shell("echo $KEY >&2; exit 1", ("environment", JsonObject.Of(("KEY", Secret("key"))))))));

    [Fact]
    public async Task A_secret_that_is_not_there_denies_the_task() =>
        await _performer.Error(Ask("shell", Shell("true", ("arguments", JsonArray.Of(Secret("other"))))), "authorization");
}
