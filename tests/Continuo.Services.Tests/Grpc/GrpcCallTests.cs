using Continuo.Engine;
using Continuo.Engine.Interpretation;
using Continuo.Runtime.Effects;
using Continuo.Workflows.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Continuo.Services.Tests.Grpc;

public sealed class GrpcCallTests : IAsyncLifetime
{
    private static readonly string s_protos = Path.Combine(AppContext.BaseDirectory, "Grpc", "Protos");

    private readonly ProtocolCaller _caller = new(
        EffectKind.Grpc,
        options =>
        {
            options.DocumentBase = new Uri(AppContext.BaseDirectory);
            options.DocumentFolders.Add(s_protos);
        },
        null,
        ("token", "t0ken-value"));
    private WebApplication _app = null!;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddGrpc();
        _app = builder.Build();
        _app.MapGrpcService<ShopService>();
        await _app.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _caller.DisposeAsync();
        await _app.DisposeAsync();
    }

    [Theory]
    [InlineData("""{"real":1.5,"smallReal":0.1,"i32":-3,"i64":"-9007199254740993","u32":4294967295,"u64":"18446744073709551615","s32":-7,"s64":"-8","f32":9,"f64":"10","sf32":-11,"sf64":"-12"}""")]
    [InlineData("""{"flag":true,"text":"grüß € 😀","raw":"AP8=","colour":"BLUE","price":{"currency":"EUR","cents":"1999"}}""")]
    [InlineData("""{"numbers":[1,-2,300],"words":["","a"],"prices":{"a":{"cents":"1"},"b":{}},"flags":{"-1":true,"2":false},"colours":["RED","UNKNOWN"]}""")]
    [InlineData("""{"byName":""}""")]
    [InlineData("""{"byNumber":0,"maybe":0}""")]
    [InlineData("""{"at":"2026-01-31T10:00:00.123456789Z","lasts":"-1.500s","mask":"user.displayName,photo","boxed":"0","boxedText":""}""")]
    [InlineData("""{"loose":{"a":null,"b":[1,"x",{"c":true}]},"anything":null,"list":[1,[2]]}""")]
    [InlineData("""{"anything":{"deep":[{}]},"any":{"@type":"type.googleapis.com/shop.common.Money","currency":"EUR"}}""")]
    [InlineData("""{"any":{"@type":"type.googleapis.com/google.protobuf.Duration","value":"3s"},"inner":{"inner":{"text":"deep"}}}""")]
    [InlineData("""{"real":"NaN","smallReal":"-Infinity","colour":7}""")]
    [InlineData("{}")]
    public async Task Every_type_goes_there_and_back_by_the_json_mapping(string message)
    {
        var echoed = await Call("Echo", message);

        Assert.Equal(JsonValue.Parse(message), echoed);
    }

    [Theory]
    [InlineData("""{"small_real":2,"i32":"5","i64":6,"u64":7.0,"by_name":"x","raw":"_-8"}""", """{"smallReal":2,"i32":5,"i64":"6","u64":"7","raw":"/+8=","byName":"x"}""")]
    [InlineData("""{"colour":2,"at":"2026-01-31T12:00:00+02:00","lasts":"0.5s","text":null}""", """{"colour":"BLUE","at":"2026-01-31T10:00:00Z","lasts":"0.500s"}""")]
    [InlineData("""{"i32":0,"text":"","numbers":[],"flag":false,"price":{}}""", """{"price":{}}""")]
    public async Task A_reader_is_lenient_and_a_writer_is_canonical(string message, string canonical)
    {
        var echoed = await Call("Echo", message);

        Assert.Equal(JsonValue.Parse(canonical), echoed);
    }

    [Theory]
    [InlineData("Buy", """{"name":"tea","count":2}""", """{"count":2,"names":["tea"]}""")]
    [InlineData("List", """{"name":"tea","count":3}""", """[{"name":"tea","count":1},{"name":"tea","count":2},{"name":"tea","count":3}]""")]
    [InlineData("List", """{"count":0}""", "[]")]
    [InlineData("Fill", """[{"name":"a","count":1},{"name":"b","count":2}]""", """{"count":3,"names":["a","b"]}""")]
    [InlineData("Fill", """{"name":"a","count":1}""", """{"count":1,"names":["a"]}""")]
    [InlineData("Haggle", """[{"name":"a","count":1},{"name":"b","count":2}]""", """[{"name":"a","count":2},{"name":"b","count":4}]""")]
    [InlineData("Ping", null, "{}")]
    public async Task All_four_kinds_of_methods_are_called(string method, string? arguments, string result) =>
        Assert.Equal(JsonValue.Parse(result), await Call(method, arguments));

    [Theory]
    [InlineData(3, 400, "INVALID_ARGUMENT")]
    [InlineData(5, 404, "NOT_FOUND")]
    [InlineData(6, 409, "ALREADY_EXISTS")]
    [InlineData(7, 403, "PERMISSION_DENIED")]
    [InlineData(8, 429, "RESOURCE_EXHAUSTED")]
    [InlineData(12, 501, "UNIMPLEMENTED")]
    [InlineData(13, 500, "INTERNAL")]
    [InlineData(14, 503, "UNAVAILABLE")]
    [InlineData(4, 504, "DEADLINE_EXCEEDED")]
    [InlineData(16, 401, "UNAUTHENTICATED")]
    [InlineData(1, 499, "CANCELLED")]
    public async Task A_status_is_a_communication_error_with_the_status_of_http(int code, int status, string title)
    {
        var error = await _caller.Error(With("Fail", $$"""{"name":"no tea","count":{{code}}}"""), Endpoints(), "communication", status);

        Assert.Equal((title, "no tea"), (error.Title, error.Detail));
    }

    [Theory]
    [InlineData("Echo", """{"i32":"x"}""", "'arguments.i32' must be a whole number")]
    [InlineData("Echo", """{"u32":-1}""", "'arguments.u32' must be a whole number from 0")]
    [InlineData("Echo", """{"colour":"GREEN"}""", "one of UNKNOWN, RED, BLUE")]
    [InlineData("Echo", """{"numbers":[1,"x"]}""", "'arguments.numbers[1]'")]
    [InlineData("Echo", """{"price":{"amount":1}}""", "'arguments.price' has no field 'amount': shop.common.Money has currency, cents")]
    [InlineData("Echo", """{"byName":"a","byNumber":1}""", "only one field of a oneof")]
    [InlineData("Echo", """{"at":"yesterday"}""", "must be a time")]
    [InlineData("Echo", """[]""", "'arguments' must be an object of shop.Everything")]
    [InlineData("Fill", """[{"count":true}]""", "'arguments[0].count'")]
    public async Task Arguments_that_are_not_the_message_are_a_validation_error(string method, string arguments, string detail)
    {
        var error = await _caller.Error(With(method, arguments), Endpoints(), "validation", 400);

        Assert.Contains(detail, error.Detail);
    }

    [Theory]
    [InlineData("shop.Shop", "Sell", "no method 'Sell': it has Buy, Echo, Fail")]
    [InlineData("Shop", "Buy", "no service 'Shop': it has shop.Shop")]
    public async Task A_name_that_the_proto_does_not_have_is_a_configuration_error(string service, string method, string detail)
    {
        var error = await _caller.Error(With(method, "{}", service), Endpoints(), "configuration", 400);

        Assert.Contains(detail, error.Detail);
    }

    [Theory]
    [InlineData("missing.proto", "configuration", 400)]
    [InlineData("file:///etc/hostname", "authorization", 403)]
    [InlineData("../../../outside.proto", "authorization", 403)]
    public async Task A_proto_that_is_not_there_or_not_allowed_is_an_error(string proto, string type, int status) =>
        await _caller.Error(With("Buy", "{}"), Endpoints($"Grpc/Protos/{proto}".Replace("Grpc/Protos/file:", "file:", StringComparison.Ordinal)), type, status);

    [Fact]
    public async Task A_proto_comes_over_http_with_what_it_imports()
    {
        await using var callee = await Callee.Start(context => Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync(context.Response, File.ReadAllText(s_protos + context.Request.Path)));

        var result = await _caller.Result(With("Buy", """{"name":"tea","count":1}"""), Endpoints($"{callee.Address}/shop.proto"));

        Assert.Equal(1, result["count"].Number);
        Assert.Equal(["/shop.proto", "/common/money.proto"], callee.Seen.Select(seen => seen.PathAndQuery));
    }

    [Fact]
    public async Task A_proto_with_a_mistake_says_where()
    {
        await using var callee = await Callee.Answering("syntax = \"proto3\";\nmessage A {\n  strin name = 1;\n}\n", "text/plain");

        var error = await _caller.Error(With("Buy", "{}"), Endpoints($"{callee.Address}/a.proto"), "configuration", 400);

        Assert.Contains("a.proto:3:3", error.Detail);
    }

    [Fact]
    public async Task Key_attempt_and_authorization_are_metadata()
    {
        ShopService.Seen.Clear();

        await _caller.Result(With("Buy", "{}"), Endpoints(authentication: JsonObject.Of(("scheme", "bearer"), ("token", Caller.Secret("token")))));

        var seen = ShopService.Seen.Single();
        Assert.Equal((Caller.Key, "1", "Bearer t0ken-value"), (seen.GetValue("idempotency-key"), seen.GetValue("continuo-attempt"), seen.GetValue("authorization")));
    }

    [Fact]
    public async Task A_secret_that_the_service_echoes_is_masked()
    {
        var with = JsonObject.Of(("service", Service("shop.Shop")), ("method", "Buy"), ("arguments", JsonObject.Of(("name", Caller.Secret("token")))));

        var result = await _caller.Result(with, Endpoints());

        Assert.Equal("[secret token]", result["names"].Array[0].String);
    }

    [Fact]
    public async Task A_service_that_is_not_there_is_unavailable()
    {
        await _app.StopAsync();

        await _caller.Error(With("Buy", "{}"), Endpoints(), "communication", 503);
    }

    [Fact]
    public async Task A_stream_beyond_the_limit_on_values_is_an_error()
    {
        await using var small = new ProtocolCaller(EffectKind.Grpc, options => { options.DocumentBase = new Uri(AppContext.BaseDirectory); options.DocumentFolders.Add(s_protos); }, EngineLimits.Default with { ValueBytes = 8_000 });

        await small.Error(With("List", """{"name":"a long name of a thing","count":1000}"""), Endpoints(), "runtime", 500);
    }

    [Fact]
    public async Task A_call_that_is_cancelled_reports_nothing()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _caller.Perform(With("Buy", "{}"), Endpoints(), cancelled.Token));
    }

    private async Task<JsonValue> Call(string method, string? arguments) => await _caller.Result(With(method, arguments), Endpoints());

    private JsonValue With(string method, string? arguments, string service = "shop.Shop") => arguments is null
        ? JsonObject.Of(("service", Service(service)), ("method", method))
        : JsonObject.Of(("service", Service(service)), ("method", method), ("arguments", JsonValue.Parse(arguments)));

    private JsonObject Service(string name) => JsonObject.Of(("name", name), ("host", "127.0.0.1"), ("port", new Uri(_app.Urls.Single()).Port));

    private static JsonValue Endpoints(string proto = "Grpc/Protos/shop.proto", JsonValue authentication = default) => JsonObject.Of(
        ("service", authentication.IsNull ? JsonObject.Empty : JsonObject.Of(("authentication", authentication))),
        ("proto", JsonObject.Of(("uri", proto))));
}
