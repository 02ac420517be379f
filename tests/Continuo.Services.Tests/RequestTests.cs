using Continuo.Workflows.Json;

namespace Continuo.Services.Tests;

public sealed class RequestTests : IAsyncLifetime
{
    private readonly Caller _caller = new();
    private Callee _callee = null!;

    public async ValueTask InitializeAsync() => _callee = await Callee.Start();

    public async ValueTask DisposeAsync()
    {
        await _caller.DisposeAsync();
        await _callee.DisposeAsync();
    }

    [Theory]
    [InlineData("get", "GET")]
    [InlineData("PATCH", "PATCH")]
    [InlineData("Purge", "PURGE")]
    public async Task A_method_may_be_written_in_any_case(string written, string sent)
    {
        await _caller.Result(JsonValue.Parse($$"""{"method":"{{written}}","uri":"{{_callee.Address}}/x"}"""));

        Assert.Equal(sent, _callee.Last.Method);
    }

    [Fact]
    public async Task A_method_that_is_no_word_is_a_configuration_error()
    {
        var error = await _caller.Error(JsonValue.Parse("""{"method":"ge t","uri":"http://x/"}"""), "configuration");

        Assert.Contains("'ge t' is not an HTTP method", error.Detail);
    }

    [Theory]
    [InlineData("/pets/1")]
    [InlineData("pets/1")]
    [InlineData("../pets")]
    public async Task A_relative_endpoint_is_a_configuration_error_that_says_so(string uri)
    {
        var error = await _caller.Error(Caller.Get(uri), "configuration");

        Assert.Equal(400, error.Status);
        Assert.Contains("relative", error.Detail);
    }

    [Theory]
    [InlineData("/pets/1", "/pets/1?q=a")]
    [InlineData("pets/1?z=0", "/base/pets/1?z=0&q=a")]
    [InlineData("../pets", "/pets?q=a")]
    public async Task A_relative_endpoint_is_relative_to_the_address_of_the_server_where_there_is_one(string uri, string sent)
    {
        await using var caller = new Caller(options => options.DocumentBase = new Uri($"{_callee.Address}/base/"));

        await caller.Result(Caller.Get(uri, ("query", JsonObject.Of(("q", "a")))));

        Assert.Equal(sent, _callee.Last.PathAndQuery);
    }

    [Fact]
    public async Task A_relative_endpoint_is_no_file_of_the_workflows_folder()
    {
        await using var caller = new Caller(options => options.DocumentBase = new Uri("file:///etc/"));

        Assert.Contains("relative", (await caller.Error(Caller.Get("passwd"), "configuration")).Detail);
    }

    [Fact]
    public async Task An_endpoint_of_another_scheme_is_a_configuration_error()
    {
        var error = await _caller.Error(Caller.Get("file:///etc/passwd"), "configuration");

        Assert.Contains("'file'", error.Detail);
    }

    [Fact]
    public async Task A_query_is_appended_to_that_of_the_endpoint()
    {
        await _caller.Result(Caller.Get($"{_callee.Address}/pets?status=sold#top", ("query", JsonValue.Parse(
            """{"limit":10,"all":true,"tag":["a b","c&d"],"none":null,"ratio":0.5,"name":"Ünal"}"""))));

        Assert.Equal("/pets?status=sold&limit=10&all=true&tag=a%20b&tag=c%26d&ratio=0.5&name=%C3%9Cnal", _callee.Last.PathAndQuery);
    }

    [Fact]
    public async Task Headers_that_are_no_text_become_text_and_null_ones_are_left_out()
    {
        await _caller.Result(Caller.Get(_callee.Address, ("headers", JsonValue.Parse("""{"X-Count":3,"X-On":true,"X-List":[1,2],"X-None":null,"X-Name":"Zoë"}"""))));

        Assert.Equal(["3", "true", "[1,2]", null, "Zoë"], new[] { "X-Count", "X-On", "X-List", "X-None", "X-Name" }.Select(_callee.Last.Header));
    }

    [Theory]
    [InlineData("X-Bad", "a\nInjected: yes")]
    [InlineData("X Bad", "a")]
    public async Task A_header_that_would_break_the_request_is_a_configuration_error(string name, string value) =>
        await _caller.Error(Caller.Get(_callee.Address, ("headers", JsonObject.Of((name, value)))), "configuration");

    [Theory]
    [InlineData("""{"a":1}""", """{"a":1}""", "application/json")]
    [InlineData("[1,2]", "[1,2]", "application/json")]
    [InlineData("12.50", "12.50", "application/json")]
    [InlineData("false", "false", "application/json")]
    [InlineData("\"héllo\"", "héllo", "text/plain; charset=utf-8")]
    public async Task A_body_is_encoded_by_its_kind(string body, string sent, string contentType)
    {
        await _caller.Result(Caller.Post(_callee.Address, ("body", JsonValue.Parse(body))));

        Assert.Equal((sent, contentType), (_callee.Last.Body, _callee.Last.Header("Content-Type")));
    }

    [Fact]
    public async Task The_content_type_of_the_author_wins_and_text_goes_as_it_is()
    {
        await _caller.Result(Caller.Post(_callee.Address, ("body", "<a/>"), ("headers", JsonObject.Of(("content-type", "application/xml"), ("Content-Length", 99)))));

        Assert.Equal(("<a/>", "application/xml", "4"), (_callee.Last.Body, _callee.Last.Header("Content-Type"), _callee.Last.Header("Content-Length")));
    }

    [Fact]
    public async Task An_object_under_the_form_media_type_is_a_form()
    {
        var form = JsonValue.Parse("""{"name":"a b&c","tag":["x","y"],"n":1,"none":null}""");

        await _caller.Result(Caller.Post(_callee.Address, ("body", form), ("headers", JsonObject.Of(("Content-Type", "application/x-www-form-urlencoded")))));

        Assert.Equal("name=a+b%26c&tag=x&tag=y&n=1", _callee.Last.Body);
    }

    [Fact]
    public async Task A_call_without_a_body_sends_none()
    {
        await _caller.Result(Caller.Get(_callee.Address));

        Assert.Null(_callee.Last.Header("Content-Type"));
    }

    [Fact]
    public async Task Every_request_carries_the_idempotency_key_and_the_attempt()
    {
        await _caller.Perform(Caller.Post(_callee.Address), attempt: 3);

        Assert.Equal((Caller.Key, "3"), (_callee.Last.Header("Idempotency-Key"), _callee.Last.Header("Continuo-Attempt")));
    }

    [Fact]
    public async Task An_idempotency_key_of_the_author_wins()
    {
        await _caller.Result(Caller.Post(_callee.Address, ("headers", JsonObject.Of(("idempotency-key", "mine")))));

        Assert.Equal("mine", _callee.Last.Header("Idempotency-Key"));
    }

    [Fact]
    public async Task A_key_with_names_that_no_header_can_hold_is_escaped()
    {
        await _caller.Perform(Caller.Post(_callee.Address), key: "run/do/0/zahl ü\n/0");

        Assert.Equal("run/do/0/zahl%20%C3%BC%0A/0", _callee.Last.Header("Idempotency-Key"));
    }
}
