using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace WhatsAppOrdering.Tests.Support;

/// <summary>A script that can also cut connections and fall silent, which <see cref="WireMockCloudApi"/> can't: Kestrel itself.</summary>
public sealed class StubCloudApi : ScriptedCloudApi
{
    private readonly WebApplication app;
    private readonly Func<HttpRequest, byte[], Task<StubAnswer.Reply?>>? instead;

    private StubCloudApi(Func<HttpRequest, byte[], Task<StubAnswer.Reply?>>? instead)
    {
        this.instead = instead;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        app = builder.Build();
        app.Run(HandleAsync);
    }

    /// <inheritdoc/>
    public override string BaseUrl => app.Urls.First();

    /// <param name="instead">Answers in place of the script, unless its answer is null; what it refuses was not sent, and is not kept.</param>
    public static async Task<StubCloudApi> StartAsync(Func<HttpRequest, byte[], Task<StubAnswer.Reply?>>? instead = null)
    {
        var stub = new StubCloudApi(instead);
        await stub.app.StartAsync();
        return stub;
    }

    public override async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await app.StopAsync(now.Token);
        await app.DisposeAsync();
    }

    private async Task HandleAsync(HttpContext context)
    {
        if (instead is not null)
        {
            await HandleInsteadAsync(context, instead);
            return;
        }

        var answer = Next(context.Request.Path, "");
        var body = answer is StubAnswer.CutBeforeBody or StubAnswer.Deaf ? "" : await new StreamReader(context.Request.Body, Encoding.UTF8).ReadToEndAsync();
        Keep(context.Request.Method, context.Request.Path, context.Request.QueryString.ToString(), context.Request.Headers.Authorization.ToString(), body);
        switch (answer)
        {
            case StubAnswer.Reply reply:
                await ReplyAsync(context, reply);
                break;
            case StubAnswer.AcceptAfter late:
                await ReplyAsync(context, await AcceptAsync(late, body));
                break;
            case StubAnswer.Silence or StubAnswer.Deaf:
                await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                break;
            default:
                context.Abort();
                break;
        }
    }

    private async Task HandleInsteadAsync(HttpContext context, Func<HttpRequest, byte[], Task<StubAnswer.Reply?>> answer)
    {
        using var sent = new MemoryStream();
        await context.Request.Body.CopyToAsync(sent);
        var reply = await answer(context.Request, sent.ToArray()) ?? (StubAnswer.Reply)Next(context.Request.Path, "");
        if (reply.Status == StatusCodes.Status200OK)
        {
            Keep(
                context.Request.Method, context.Request.Path, context.Request.QueryString.ToString(), context.Request.Headers.Authorization.ToString(),
                Encoding.UTF8.GetString(sent.ToArray()));
        }

        await ReplyAsync(context, reply);
    }

    private static async Task ReplyAsync(HttpContext context, StubAnswer.Reply reply)
    {
        context.Response.StatusCode = reply.Status;
        context.Response.ContentType = "application/json";
        if (reply.RetryAfter is not null)
        {
            context.Response.Headers.RetryAfter = reply.RetryAfter;
        }

        await context.Response.WriteAsync(reply.Body);
    }
}
