using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace WhatsAppOrdering.Tests.Support;

/// <summary>
/// Meta's server on a local port, doing as it is told: answers are taken in turn from a script, and once that is empty
/// every send is accepted with a wamid of its own.
/// </summary>
public sealed partial class StubCloudApi : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<StubAnswer> script = new();
    private readonly ConcurrentQueue<StubRequest> requests = new();
    private int accepted;

    private StubCloudApi()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        app = builder.Build();
        app.Run(HandleAsync);
    }

    /// <summary>Scheme, host and port, for <c>WhatsApp:GraphBaseUrl</c>.</summary>
    public string BaseUrl => app.Urls.First();

    /// <summary>The <c>appsecret_proof</c> of the newest request.</summary>
    public string? Proof { get; private set; }

    /// <summary>What came in, without the proof, in the order of arrival; a request that was cut before its body has an empty body.</summary>
    public IReadOnlyList<StubRequest> Requests => [.. requests];

    public static async Task<StubCloudApi> StartAsync()
    {
        var stub = new StubCloudApi();
        await stub.app.StartAsync();
        return stub;
    }

    /// <summary>Adds to the script.</summary>
    public StubCloudApi Then(StubAnswer answer)
    {
        script.Enqueue(answer);
        return this;
    }

    /// <summary>Adds an error answer in Meta's form.</summary>
    public StubCloudApi ThenError(int status, int code, string details = "details", bool transient = false) =>
        Then(new StubAnswer.Reply(status, $$$"""
            {"error":{"message":"(#{{{code}}}) message","type":"OAuthException","code":{{{code}}},"is_transient":{{{(transient ? "true" : "false")}}},
             "error_data":{"messaging_product":"whatsapp","details":"{{{details}}}"},"fbtrace_id":"AbC123"}}
            """));

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await app.StopAsync(now.Token);
        await app.DisposeAsync();
    }

    private async Task HandleAsync(HttpContext context)
    {
        var answer = script.TryDequeue(out var next) ? next : Accept();
        var body = answer is StubAnswer.CutBeforeBody or StubAnswer.Deaf ? "" : await new StreamReader(context.Request.Body, Encoding.UTF8).ReadToEndAsync();
        Proof = context.Request.Query["appsecret_proof"].ToString();
        requests.Enqueue(new(
            context.Request.Method,
            ProofInQuery().Replace(context.Request.Path + context.Request.QueryString, ""),
            context.Request.Headers.Authorization.ToString(),
            body));
        switch (answer)
        {
            case StubAnswer.Reply reply:
                await ReplyAsync(context, reply);
                break;
            case StubAnswer.AcceptAfter late:
                var accepted = Accept();
                await late.Work(body, JsonNode.Parse(accepted.Body)!["messages"]![0]!["id"]!.GetValue<string>());
                await ReplyAsync(context, accepted);
                break;
            case StubAnswer.Silence or StubAnswer.Deaf:
                await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                break;
            default:
                context.Abort();
                break;
        }
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

    [GeneratedRegex("[?&]appsecret_proof=[^&]*")]
    private static partial Regex ProofInQuery();

    private StubAnswer.Reply Accept() => new(200, $$$"""
        {"messaging_product":"whatsapp","contacts":[{"input":"+1","wa_id":"1"}],"messages":[{"id":"wamid.stub.{{{Interlocked.Increment(ref accepted)}}}"}]}
        """);
}

/// <summary>One request as the stub saw it.</summary>
public sealed record StubRequest(string Method, string Path, string Authorization, string Body);

/// <summary>What the stub does with one request.</summary>
public abstract record StubAnswer
{
    private StubAnswer()
    {
    }

    /// <summary>Reads the body and answers.</summary>
    public sealed record Reply(int Status, string Body, string? RetryAfter = null) : StubAnswer;

    /// <summary>Accepts, but only after some work, which is told the request's body and the message's new wamid.</summary>
    public sealed record AcceptAfter(Func<string, string, Task> Work) : StubAnswer;

    /// <summary>Cuts the connection when the headers are there, before reading the body.</summary>
    public sealed record CutBeforeBody : StubAnswer;

    /// <summary>Reads the body, then cuts the connection: Meta may have sent the message.</summary>
    public sealed record CutAfterBody : StubAnswer;

    /// <summary>Reads the body and says nothing until the client gives up.</summary>
    public sealed record Silence : StubAnswer;

    /// <summary>Never reads the body: nothing was sent when the client is gone.</summary>
    public sealed record Deaf : StubAnswer;
}
