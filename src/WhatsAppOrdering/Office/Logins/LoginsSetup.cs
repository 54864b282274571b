using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Options;
using WhatsAppOrdering.Data;

namespace WhatsAppOrdering.Office.Logins;

public static class LoginsSetup
{
    /// <summary>Names the keys. The verb that makes a link and the service that opens it must say the same, or no link is ever good.</summary>
    private const string ApplicationName = "whatsapp-ordering";

    /// <summary>Logins and their links, for the service and for the verb <c>operator</c>.</summary>
    public static IdentityBuilder AddLogins(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddOptions<OfficeOptions>().Bind(configuration.GetSection(OfficeOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddDbContext<LoginsDb>((provider, options) =>
            options.UseNpgsql(provider.GetRequiredService<Pools>()[Pool.Pages].CreateConnection(), contextOwnsConnection: true)
                .FailuresAreTheCallersToTell()
                // Identity maps logins from elsewhere before we can leave them out.
                .ConfigureWarnings(events => events.Ignore(CoreEventId.MappedEntityTypeIgnoredWarning)));
        services.AddDataProtection().SetApplicationName(ApplicationName).PersistKeysToDbContext<LoginsDb>();
        services.AddOptions<DataProtectionTokenProviderOptions>()
            .Configure<IOptions<OfficeOptions>>((token, office) => token.TokenLifespan = office.Value.LinkLifetime);
        services.AddScoped<InviteOperator>();
        return services
            .AddIdentityCore<Login>(identity =>
            {
                identity.User.RequireUniqueEmail = true;
                // The name is the address, and EmailAddress judges that.
                identity.User.AllowedUserNameCharacters = "";
                // Length is what counts (NIST SP 800-63B); a rule for each kind of character only makes "Password1!".
                identity.Password = new PasswordOptions
                {
                    RequiredLength = 12,
                    RequiredUniqueChars = 5,
                    RequireDigit = false,
                    RequireLowercase = false,
                    RequireUppercase = false,
                    RequireNonAlphanumeric = false,
                };
                identity.Lockout = new LockoutOptions { MaxFailedAccessAttempts = 5, DefaultLockoutTimeSpan = TimeSpan.FromMinutes(5) };
            })
            .AddRoles<IdentityRole<Guid>>()
            .AddEntityFrameworkStores<LoginsDb>()
            .AddTokenProvider<DataProtectorTokenProvider<Login>>(TokenOptions.DefaultProvider);
    }

    /// <summary>Signing in by cookie, and a policy for each role. By real time throughout: the clock of a demonstration jumps.</summary>
    public static IServiceCollection AddSignIn(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddLogins(configuration).AddSignInManager();
        services.AddAuthentication(IdentityConstants.ApplicationScheme).AddIdentityCookies();
        services.AddOptions<CookieAuthenticationOptions>(IdentityConstants.ApplicationScheme).Configure<IOptions<OfficeOptions>>(Configure);
        services.Configure<SecurityStampValidatorOptions>(stamp =>
        {
            stamp.ValidationInterval = TimeSpan.FromMinutes(5);
            stamp.TimeProvider = TimeProvider.System;
        });
        services.AddAntiforgery(form => form.Cookie.Name = "office-form");
        var authorization = services.AddAuthorizationBuilder();
        foreach (var role in Policies.All)
        {
            authorization.AddPolicy(role, policy => policy.AddAuthenticationSchemes(IdentityConstants.ApplicationScheme).RequireRole(role));
        }

        return services;
    }

    private static void Configure(CookieAuthenticationOptions cookie, IOptions<OfficeOptions> office)
    {
        cookie.Cookie.Name = "office";
        cookie.Cookie.HttpOnly = true;
        cookie.Cookie.SameSite = SameSiteMode.Lax;
        // A proxy that ends TLS speaks plain HTTP to us, so the request alone does not tell.
        cookie.Cookie.SecurePolicy = office.Value.PublicUrl.StartsWith("https:", StringComparison.OrdinalIgnoreCase)
            ? CookieSecurePolicy.Always
            : CookieSecurePolicy.SameAsRequest;
        cookie.ExpireTimeSpan = TimeSpan.FromHours(8);
        cookie.SlidingExpiration = true;
        cookie.TimeProvider = TimeProvider.System;
        cookie.LoginPath = OfficePaths.SignIn;
        cookie.ReturnUrlParameter = OfficePaths.ReturnUrl;
        // Without scheme and host, which behind a proxy are not those that the browser knows.
        cookie.Events.OnRedirectToLogin = context =>
        {
            context.Response.Redirect(new Uri(context.RedirectUri).PathAndQuery);
            return Task.CompletedTask;
        };
        cookie.Events.OnRedirectToAccessDenied = context =>
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        };
    }
}
