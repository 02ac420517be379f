using System.Security.Claims;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using OpenIddict.Validation.AspNetCore;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Continuo.Services.Tests.Authentication;

/// <summary>A real authority, OpenIddict, with a service beside it that takes its tokens.</summary>
public sealed class Authority : IAsyncLifetime
{
    private readonly ECDsaSecurityKey _key = new(System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256)) { KeyId = "signer" };
    private WebApplication _app = null!;

    public string Address => _app.Urls.Single();

    public string Service => $"{Address}/service";

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddDbContext<DbContext>(options => options.UseInMemoryDatabase("authority").UseOpenIddict());
        builder.Services.AddOpenIddict()
            .AddCore(core => core.UseEntityFrameworkCore().UseDbContext<DbContext>())
            .AddServer(server =>
            {
                server.SetTokenEndpointUris("oauth2/token").SetIntrospectionEndpointUris("oauth2/introspect");
                server.AllowClientCredentialsFlow().AllowPasswordFlow().AllowRefreshTokenFlow().AllowTokenExchangeFlow();
                server.AddEphemeralEncryptionKey().AddEphemeralSigningKey().DisableAccessTokenEncryption();
                server.RegisterScopes("orders", Scopes.OfflineAccess);
                server.UseAspNetCore().EnableTokenEndpointPassthrough().DisableTransportSecurityRequirement();
            })
            .AddValidation(validation =>
            {
                validation.UseLocalServer();
                validation.UseAspNetCore();
            });
        _app = builder.Build();
        _app.UseAuthentication();
        _app.MapPost("/oauth2/token", Issue);
        _app.MapGet("/service", Serve);
        await _app.StartAsync();
        await using var scope = _app.Services.CreateAsyncScope();
        var applications = scope.ServiceProvider.GetRequiredService<IOpenIddictApplicationManager>();
        await applications.CreateAsync(Client("workflow", "workflow-secret"));
        var signed = Client("signed", null);
        signed.JsonWebKeySet = new JsonWebKeySet { Keys = { JsonWebKeyConverter.ConvertFromECDsaSecurityKey(new ECDsaSecurityKey(System.Security.Cryptography.ECDsa.Create(_key.ECDsa.ExportParameters(false))) { KeyId = _key.KeyId }) } };
        await applications.CreateAsync(signed);
    }

    /// <summary>A client's own proof, as its owner would make it.</summary>
    public string Assertion() => new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
    {
        Issuer = "signed",
        Audience = $"{Address}/",
        Subject = new ClaimsIdentity([new Claim(Claims.Subject, "signed"), new Claim(Claims.JwtId, "1")]),
        IssuedAt = TimeProvider.System.GetUtcNow().UtcDateTime,
        Expires = TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(1),
        SigningCredentials = new SigningCredentials(_key, SecurityAlgorithms.EcdsaSha256),
        TokenType = "client-authentication+jwt",
    });

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _key.ECDsa.Dispose();
    }

    private static OpenIddictApplicationDescriptor Client(string id, string? secret) => new()
    {
        ClientId = id,
        ClientSecret = secret,
        ClientType = ClientTypes.Confidential,
        Permissions =
        {
            Permissions.Endpoints.Token, Permissions.Endpoints.Introspection, Permissions.GrantTypes.ClientCredentials, Permissions.GrantTypes.Password, Permissions.GrantTypes.RefreshToken,
            Permissions.GrantTypes.TokenExchange, Permissions.Prefixes.Scope + "orders",
        },
    };

    private static async Task Issue(HttpContext context)
    {
        var request = context.GetOpenIddictServerRequest()!;
        var identity = new ClaimsIdentity("authority", Claims.Name, Claims.Role);
        if (request.IsPasswordGrantType())
        {
            if (request.Username != "ada" || request.Password != "lovelace")
            {
                await context.ForbidAsync(OpenIddictServerAspNetCoreDefaults.AuthenticationScheme, new AuthenticationProperties(new Dictionary<string, string?>
                {
                    [OpenIddictServerAspNetCoreConstants.Properties.Error] = Errors.InvalidGrant,
                    [OpenIddictServerAspNetCoreConstants.Properties.ErrorDescription] = "No such user.",
                }));
                return;
            }

            identity.SetClaim(Claims.Subject, "ada");
        }
        else if (request.IsClientCredentialsGrantType())
        {
            identity.SetClaim(Claims.Subject, request.ClientId);
        }
        else
        {
            var known = await context.AuthenticateAsync(OpenIddictServerAspNetCoreDefaults.AuthenticationScheme);
            identity.SetClaim(Claims.Subject, $"{known.Principal!.GetClaim(Claims.Subject)} by {request.GrantType}");
        }

        identity.SetScopes(request.GetScopes());
        identity.SetDestinations(_ => [Destinations.AccessToken]);
        await context.SignInAsync(OpenIddictServerAspNetCoreDefaults.AuthenticationScheme, new ClaimsPrincipal(identity));
    }

    private static async Task Serve(HttpContext context)
    {
        var known = await context.AuthenticateAsync(OpenIddictValidationAspNetCoreDefaults.AuthenticationScheme);
        if (!known.Succeeded)
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        await context.Response.WriteAsJsonAsync(new { subject = known.Principal!.GetClaim(Claims.Subject), scopes = string.Join(' ', known.Principal!.GetScopes()) });
    }
}
