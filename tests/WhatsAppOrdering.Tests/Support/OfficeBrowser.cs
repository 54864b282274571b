using System.Net;
using System.Text.RegularExpressions;
using Shouldly;

namespace WhatsAppOrdering.Tests.Support;

/// <summary>Somebody before the office's pages, by HTTP: keeps cookies, follows no redirect.</summary>
public sealed class OfficeBrowser : IDisposable
{
    private const string FormToken = "name=\"__RequestVerificationToken\"[^>]* value=\"([^\"]+)\"";

    private readonly OfficeVisitor _visitor;
    private string _forms = "";

    /// <summary>Somebody who has not signed in.</summary>
    public OfficeBrowser(ServiceUnderTest service)
    {
        ArgumentNullException.ThrowIfNull(service);
        _visitor = new OfficeVisitor(service.Http.BaseAddress!);
    }

    /// <summary>An operator who has signed in by his one-time link.</summary>
    public static async Task<OfficeBrowser> SignedInAsync(ServiceUnderTest service, string email)
    {
        var browser = new OfficeBrowser(service);
        using var answer = await browser._visitor.ChoosePasswordAsync(await service.InviteAsync(email));
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        return browser;
    }

    /// <summary>The cookies of a signed-in operator, for a real browser.</summary>
    public IEnumerable<Cookie> Cookies => _visitor.Cookies.GetAllCookies();

    /// <summary>The newest page's HTML.</summary>
    public string Html { get; private set; } = "";

    /// <summary>The same with its entities resolved.</summary>
    public string Page => WebUtility.HtmlDecode(Html);

    public async Task<HttpStatusCode> OpenAsync(string path)
    {
        using var answer = await _visitor.GetAsync(path);
        Html = await answer.Content.ReadAsStringAsync();
        if (Regex.IsMatch(Html, FormToken))
        {
            _forms = Html;
        }

        return answer.StatusCode;
    }

    /// <summary>Sends a form with the token of the newest page that has forms, or without one.</summary>
    public async Task<HttpResponseMessage> PostAsync(string path, bool withToken, params (string Name, string Value)[] fields)
    {
        using var content = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))
            .Concat(withToken ? [KeyValuePair.Create("__RequestVerificationToken", Token(_forms, FormToken))] : []));
        return await _visitor.Http.PostAsync(new Uri(path, UriKind.Relative), content);
    }

    /// <summary>As the dashboard's script posts: the token is in a header.</summary>
    public async Task<HttpStatusCode> TriggerAsync(string job, bool withToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/hangfire/recurring/trigger") { Content = new FormUrlEncodedContent([new("jobs[]", job)]) };
        if (withToken)
        {
            request.Headers.Add(Token(Html, "csrf-header\" content=\"([^\"]+)\""), Token(Html, "csrf-token\" content=\"([^\"]+)\""));
        }

        using var answer = await _visitor.Http.SendAsync(request);
        return answer.StatusCode;
    }

    /// <summary>Decides on an item of the work page.</summary>
    public async Task<string?> DecideAsync(string kind, long id, string decision, string reason)
    {
        (await OpenAsync("/office/work")).ShouldBe(HttpStatusCode.OK);
        using var answer = await PostAsync("/office/work", true, ("kind", kind), ("id", $"{id}"), ("decision", decision), ("reason", reason));
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect, await answer.Content.ReadAsStringAsync());
        return answer.Headers.Location?.OriginalString;
    }

    public void Dispose() => _visitor.Dispose();

    private static string Token(string html, string pattern) => Regex.Match(html, pattern) is { Success: true } found ? WebUtility.HtmlDecode(found.Groups[1].Value) : throw new InvalidOperationException($"No {pattern} in:\n{html}");
}
