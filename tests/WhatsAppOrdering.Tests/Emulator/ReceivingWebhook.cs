using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace WhatsAppOrdering.Tests.Emulator;

/// <summary>One POST as it arrived, byte for byte.</summary>
public sealed record ReceivedPost(string Path, string Signature, byte[] Body);

/// <summary>The service's side of the wire: keeps each POST and answers what the test says.</summary>
public sealed class ReceivingWebhook : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);
    private readonly ConcurrentQueue<ReceivedPost> posts = new();
    private readonly ConcurrentQueue<int> failures = new();
    private WebApplication? app;

    public string Address => app!.Urls.First();

    public IReadOnlyList<ReceivedPost> Posts => [.. posts];

    /// <summary>The next POSTs are answered with these codes, later ones with 200.</summary>
    public void FailNext(params int[] codes)
    {
        foreach (var code in codes)
        {
            failures.Enqueue(code);
        }
    }

    public void SucceedAgain() => failures.Clear();

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.Run(KeepAsync);
        await app.StartAsync();
    }

    public async ValueTask DisposeAsync() => await app!.DisposeAsync();

    /// <summary>Waits until this many items of one kind have been taken with 200, and returns them in their order.</summary>
    public async Task<IReadOnlyList<JsonObject>> WaitForAsync(string array, int count)
    {
        using var late = new CancellationTokenSource(Deadline);
        while (Items(array).Count < count)
        {
            await Task.Delay(10, late.Token);
        }

        return Items(array);
    }

    public async Task<IReadOnlyList<ReceivedPost>> WaitForPostsAsync(int count)
    {
        using var late = new CancellationTokenSource(Deadline);
        while (posts.Count < count)
        {
            await Task.Delay(10, late.Token);
        }

        return Posts;
    }

    private List<JsonObject> Items(string array) =>
        [.. posts.Where(post => post.Path.StartsWith("/webhooks", StringComparison.Ordinal))
            .SelectMany(post => JsonNode.Parse(post.Body)!["entry"]!.AsArray())
            .SelectMany(entry => entry!["changes"]!.AsArray())
            .SelectMany(change => change!["value"]![array]?.AsArray() ?? [])
            .Select(item => item!.AsObject())];

    private async Task KeepAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        posts.Enqueue(new ReceivedPost(context.Request.Path, context.Request.Headers["X-Hub-Signature-256"].ToString(), body.ToArray()));
        context.Response.StatusCode = failures.TryDequeue(out var code) ? code : StatusCodes.Status200OK;
    }
}
