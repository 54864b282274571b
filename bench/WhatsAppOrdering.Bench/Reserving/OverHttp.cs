using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using WhatsAppOrdering.Api;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Hosting;

namespace WhatsAppOrdering.Bench.Reserving;

/// <summary>
/// POST /api/v1/orders to the service on a port, with a key: what an integrator gets, the client's own work on these cores
/// included. Nobody sends the notices meanwhile, as in the other ways.
/// </summary>
internal sealed class OverHttp : IReserveWay, IAsyncDisposable
{
    private const string Reference = "HTTP";

    private readonly BenchGround _ground;
    private readonly WebApplication _app;
    private readonly HttpClient _http;

    private OverHttp(BenchGround ground, WebApplication app, string key)
    {
        (_ground, _app) = (ground, app);
        _http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 512 }) { BaseAddress = new Uri(app.Urls.First()) };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    public string Name => "ours: over HTTP";

    public long Said { get; set; }

    public static async Task<OverHttp> StartAsync(BenchGround ground)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(Serve).Assembly.GetName().Name, ContentRootPath = AppContext.BaseDirectory, EnvironmentName = Environments.Production,
        });
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection(BenchGround.Settings).AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Api:CallsPerMinute"] = "1000000",
        });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddService(builder.Configuration, ground.Ordering);
        builder.Services.RemoveAll<IHostedService>();
        var app = builder.Build();
        app.MapService();
        await app.StartAsync();
        return new OverHttp(ground, app, await app.Services.GetRequiredService<ApiKeys>().CreateAsync(ground.Wholesaler, "bench", [ApiScopes.OrdersWrite], CancellationToken.None));
    }

    public async Task<bool> PlaceAsync(CreditLineId line)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/orders")
        {
            Content = JsonContent.Create(new { creditLineId = line.Value, amount = new Money(1, BenchGround.Currency), reference = Reference }),
        };
        request.Headers.Add(ApiRequest.KeyHeader, Guid.NewGuid().ToString("N"));
        using var answer = await _http.SendAsync(request);
        return answer.StatusCode switch
        {
            HttpStatusCode.Created => true,
            HttpStatusCode.ServiceUnavailable => false,
            _ => throw new HttpRequestException(await answer.Content.ReadAsStringAsync()),
        };
    }

    public Task<long> CountAsync() => _ground.AskAsync(_ground.Owner, $"select count(*) from order_line where name = '{Reference}'");

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
