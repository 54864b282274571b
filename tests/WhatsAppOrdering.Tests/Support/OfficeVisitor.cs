using System.Net;
using System.Text.RegularExpressions;
using Shouldly;

namespace WhatsAppOrdering.Tests.Support;

/// <summary>Somebody at the office's pages: a browser's cookies, forms filled in and sent, no redirect followed.</summary>
public sealed partial class OfficeVisitor : IDisposable
{
    public const string Password = "seven wet umbrellas";

    public OfficeVisitor(Uri service) => Http = Browser(service, Cookies, follows: false);

    public CookieContainer Cookies { get; } = new();

    public HttpClient Http { get; }

    /// <summary>The same cookies; redirects are followed.</summary>
    public HttpClient Following() => Browser(Http.BaseAddress!, Cookies, follows: true);

    public Task<HttpResponseMessage> GetAsync(string address) => Http.GetAsync(new Uri(address, UriKind.RelativeOrAbsolute));

    /// <summary>Opens the page and sends its form with these fields.</summary>
    public async Task<HttpResponseMessage> SendFormAsync(string address, params (string Name, string Value)[] fields) =>
        await SendAsync(address, await FormTokenAsync(address), fields);

    /// <summary>Sends a form with that anti-forgery token; null for none.</summary>
    public async Task<HttpResponseMessage> SendAsync(string address, string? token, params (string Name, string Value)[] fields)
    {
        var all = fields.Select(field => KeyValuePair.Create(field.Name, field.Value));
        using var form = new FormUrlEncodedContent(token is null ? all : all.Append(KeyValuePair.Create("__RequestVerificationToken", token)));
        return await Http.PostAsync(new Uri(address, UriKind.RelativeOrAbsolute), form);
    }

    /// <summary>The anti-forgery token of the page's form.</summary>
    public async Task<string> FormTokenAsync(string address)
    {
        using var page = await GetAsync(address);
        var text = await page.Content.ReadAsStringAsync();
        return WebUtility.HtmlDecode(FormToken().Match(text) is { Success: true } found ? found.Groups[1].Value : throw new ShouldAssertException(text));
    }

    public Task<HttpResponseMessage> ChoosePasswordAsync(Uri link, string password = Password) =>
        SendFormAsync(link.AbsoluteUri, ("Password", password), ("Again", password));

    public Task<HttpResponseMessage> SignInAsync(string email, string password = Password, string? returnUrl = null) =>
        SendFormAsync(returnUrl is null ? "/sign-in" : $"/sign-in?returnUrl={Uri.EscapeDataString(returnUrl)}", ("Email", email), ("Password", password));

    public void Dispose() => Http.Dispose();

    private static HttpClient Browser(Uri service, CookieContainer cookies, bool follows)
    {
        var http = new HttpClient(new HttpClientHandler { CookieContainer = cookies, AllowAutoRedirect = follows, CheckCertificateRevocationList = true }) { BaseAddress = service, Timeout = TimeSpan.FromSeconds(60) };
        http.DefaultRequestHeaders.Accept.ParseAdd("text/html");
        return http;
    }

    [GeneratedRegex("""name="__RequestVerificationToken"[^>]*value="([^"]+)""")]
    private static partial Regex FormToken();
}
