using System.Text;
using Continuo.Engine;
using Continuo.Workflows.Json;

namespace Continuo.Services.Tests;

public sealed class AnswerTests : IAsyncLifetime
{
    private readonly Caller _caller = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _caller.DisposeAsync();

    [Theory]
    [InlineData("application/json", """{"a": [1, 2.50]}""", """{"a":[1,2.50]}""")]
    [InlineData("application/problem+json; charset=utf-8", "\uFEFF{}", "{}")]
    [InlineData("text/plain", "5", "\"5\"")]
    [InlineData("text/html; charset=nonsense", "<p>é</p>", "\"<p>é</p>\"")]
    [InlineData("application/yaml", "a: 1", "\"a: 1\"")]
    [InlineData("application/atom+xml", "<a/>", "\"<a/>\"")]
    [InlineData("application/octet-stream", "abc", "\"YWJj\"")]
    [InlineData(null, "abc", "\"YWJj\"")]
    [InlineData("application/json", "", "null")]
    public async Task Content_is_a_value_by_its_media_type(string? contentType, string body, string expected)
    {
        await using var callee = await Callee.Answering(body, contentType);

        Assert.Equal(expected, (await _caller.Result(Caller.Get(callee.Address))).ToString());
    }

    [Theory]
    [InlineData("iso-8859-1")]
    [InlineData("windows-1252")]
    [InlineData("utf-16")]
    public async Task Text_is_read_in_its_charset(string charset)
    {
        var encoding = CodePagesEncodingProvider.Instance.GetEncoding(charset) ?? Encoding.GetEncoding(charset);
        await using var text = await Callee.Answering(encoding.GetBytes("größe"), $"text/plain; charset={charset}");
        await using var json = await Callee.Answering(encoding.GetBytes("\"größe\""), $"application/json; charset={charset}");

        Assert.Equal("größe", (await _caller.Result(Caller.Get(text.Address))).String);
        Assert.Equal("größe", (await _caller.Result(Caller.Get(json.Address))).String);
    }

    [Theory]
    [InlineData("{\"a\":")]
    [InlineData("<html>")]
    [InlineData("{} {}")]
    public async Task Content_that_only_says_it_is_json_is_a_communication_error(string body)
    {
        await using var callee = await Callee.Answering(body, "application/json");

        var error = await _caller.Error(Caller.Get(callee.Address), "communication");

        Assert.Equal(500, error.Status);
        Assert.Contains("not valid JSON", error.Detail);
    }

    [Fact]
    public async Task Json_that_is_not_utf8_is_a_communication_error()
    {
        await using var callee = await Callee.Answering([(byte)'"', 0xC3, 0x28, (byte)'"'], "application/json");

        Assert.Contains("not UTF-8", (await _caller.Error(Caller.Get(callee.Address), "communication")).Detail);
    }

    [Fact]
    public async Task Json_too_deep_to_be_walked_is_a_communication_error()
    {
        await using var callee = await Callee.Answering(new string('[', 1_001) + new string(']', 1_001), "application/json");

        Assert.Contains("depth of 1000", (await _caller.Error(Caller.Get(callee.Address), "communication")).Detail);
    }

    [Fact]
    public async Task Raw_is_base64_whatever_the_media_type()
    {
        await using var callee = await Callee.Answering("{}", "application/json");

        Assert.Equal("e30=", (await _caller.Result(Caller.Get(callee.Address, ("output", "raw")))).String);
    }

    [Fact]
    public async Task Response_is_request_status_headers_and_content()
    {
        await using var callee = await Callee.Start(context =>
        {
            context.Response.StatusCode = 201;
            context.Response.ContentType = "application/json";
            context.Response.Headers["X-Two"] = new(["a", "b"]);
            return context.Response.Body.WriteAsync("{\"id\":7}"u8.ToArray()).AsTask();
        });

        var result = await _caller.Result(Caller.Post($"{callee.Address}/pets", ("body", JsonObject.Of(("n", 1))), ("query", JsonObject.Of(("q", "a b"))), ("output", "response")));

        Assert.Equal(["request", "statusCode", "headers", "content"], result.Object.Keys.ToArray());
        Assert.Equal(["method", "uri", "headers"], result["request"].Object.Keys.ToArray());
        Assert.Equal("POST", result["request"]["method"].String);
        Assert.Equal($"{callee.Address}/pets?q=a%20b", result["request"]["uri"].String);
        Assert.Equal("application/json", result["request"]["headers"]["Content-Type"].String);
        Assert.Equal(201, result["statusCode"].Number);
        Assert.Equal("a, b", result["headers"]["X-Two"].String);
        Assert.Equal("application/json", result["headers"]["Content-Type"].String);
        Assert.Equal("""{"id":7}""", result["content"].ToString());
    }

    [Fact]
    public async Task A_response_output_is_the_same_for_every_attempt()
    {
        await using var callee = await Callee.Answering("1", "application/json");
        var arguments = Caller.Get(callee.Address, ("output", "response"));

        var first = Assert.IsType<Continuo.Engine.Interpretation.EffectOutcome.Returned>(await _caller.Perform(arguments, attempt: 1));
        var second = Assert.IsType<Continuo.Engine.Interpretation.EffectOutcome.Returned>(await _caller.Perform(arguments, attempt: 2));

        Assert.Equal(first.Result["request"], second.Result["request"]);
    }

    [Theory]
    [InlineData("content", 100, true)]
    [InlineData("content", 101, false)]
    [InlineData("raw", 75, true)]
    [InlineData("raw", 76, false)]
    [InlineData("raw", 5_000_000, false)]
    public async Task An_answer_beyond_the_limit_is_a_runtime_error_that_names_it(string output, int size, bool fits)
    {
        await using var caller = new Caller(limits: EngineLimits.Default with { ValueBytes = 100 });
        await using var callee = await Callee.Answering(new string('x', size), "text/plain");
        var arguments = Caller.Get(callee.Address, ("output", output));

        if (fits)
        {
            await caller.Result(arguments);
        }
        else
        {
            Assert.Contains("ValueBytes of 100 bytes", (await caller.Error(arguments, "runtime")).Detail);
        }
    }

    [Fact]
    public async Task A_compressed_answer_is_unpacked_and_counts_unpacked()
    {
        await using var caller = new Caller(limits: EngineLimits.Default with { ValueBytes = 1_000 });
        await using var callee = await Callee.Start(async context =>
        {
            context.Response.ContentType = "text/plain";
            context.Response.Headers.ContentEncoding = "gzip";
            await using var zip = new System.IO.Compression.GZipStream(context.Response.Body, System.IO.Compression.CompressionLevel.Fastest);
            await zip.WriteAsync(Encoding.ASCII.GetBytes(new string('x', context.Request.Path == "/small" ? 900 : 1_100)));
        });

        Assert.Equal(900, (await caller.Result(Caller.Get(callee.Address + "/small"))).String.Length);
        await caller.Error(Caller.Get(callee.Address + "/big"), "runtime");
    }
}
