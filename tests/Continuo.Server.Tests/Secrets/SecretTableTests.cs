using Continuo.Server.Secrets;
using Continuo.Workflows.Json;

namespace Continuo.Server.Tests.Secrets;

public sealed class SecretTableTests : IDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("continuo-secrets-").FullName;

    public void Dispose() => Directory.Delete(_data, true);

    [Theory]
    [InlineData("petStoreKey")]
    [InlineData("pet-store-key")]
    [InlineData("PET_STORE_KEY")]
    public void A_variable_of_the_environment_is_found_by_letters_and_digits(string name)
    {
        var table = new SecretTable([], [new("PET_STORE_KEY", "hush")]);

        Assert.Equal("hush", table.Find(name)!.Value.AsString);
    }

    [Fact]
    public void A_variable_may_hold_an_object_or_text_that_only_looks_like_one()
    {
        var table = new SecretTable([], [new("BASIC", """{"username":"ada","password":"p"}"""), new("ODD", "{not json")]);

        Assert.Equal("ada", table.Find("basic")!.Value["username"].AsString);
        Assert.Equal("{not json", table.Find("odd")!.Value.AsString);
    }

    [Fact]
    public void Options_win_over_the_file_and_the_file_over_nothing()
    {
        File.WriteAllText(Path.Combine(_data, SecretTable.FileName), """{"a":"file","b":"file"}""");
        var options = new ContinuoOptions { DataDirectory = _data };
        options.Secrets["a"] = "options";

        var table = SecretTable.Read(options);

        Assert.Equal("options", table.Find("a")!.Value.AsString);
        Assert.Equal("file", table.Find("b")!.Value.AsString);
        Assert.Null(table.Find("c"));
    }

    [Theory]
    [InlineData("[1]")]
    [InlineData("{\"a\":1}")]
    [InlineData("{\n\"a\":")]
    public void A_file_that_is_no_object_of_secrets_stops_the_start_with_words(string text)
    {
        File.WriteAllText(Path.Combine(_data, SecretTable.FileName), text);

        var refused = Assert.Throws<HostingException>(() => SecretTable.Read(new ContinuoOptions { DataDirectory = _data }));

        Assert.Contains(SecretTable.FileName, refused.Message, StringComparison.Ordinal);
    }
}
