using System.Text;
using WireMock;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;
using WireMock.Server;
using WireMock.Settings;
using WireMock.Types;
using WireMock.Util;

namespace WhatsAppOrdering.Tests.Support;

/// <summary>Meta's answers by WireMock.Net: what every test of the service has unless it needs a cut connection.</summary>
public sealed class WireMockCloudApi : ScriptedCloudApi
{
    private readonly WireMockServer server;

    public WireMockCloudApi()
    {
        server = WireMockServer.Start(new WireMockServerSettings { MaxRequestLogCount = 50, AllowPartialMapping = false });
        server.Given(Request.Create().WithPath("/*").UsingAnyMethod()).RespondWith(Response.Create().WithCallback(AnswerAsync));
    }

    /// <inheritdoc/>
    public override string BaseUrl => server.Url!;

    public override ValueTask DisposeAsync()
    {
        server.Stop();
        server.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<IResponseMessage> AnswerAsync(IRequestMessage request)
    {
        var body = request.BodyData?.BodyAsString ?? (request.BodyAsBytes is { } bytes ? Encoding.UTF8.GetString(bytes) : "");
        var query = request.RawQuery is { Length: > 0 } raw ? "?" + raw.TrimStart('?') : "";
        Keep(request.Method, request.Path, query, request.Headers?["Authorization"].FirstOrDefault() ?? "", body);
        return Next(request.Path, body) switch
        {
            StubAnswer.Reply reply => Write(reply),
            StubAnswer.AcceptAfter late => Write(await AcceptAsync(late, body)),
            var cut => throw new InvalidOperationException($"WireMock can't do {cut}: this test needs the fixture {nameof(ServiceWithCutConnections)}."),
        };
    }

    private static ResponseMessage Write(StubAnswer.Reply reply)
    {
        var headers = new Dictionary<string, WireMockList<string>> { ["Content-Type"] = new("application/json") };
        if (reply.RetryAfter is { } after)
        {
            headers["Retry-After"] = new(after);
        }

        return new ResponseMessage
        {
            StatusCode = reply.Status,
            Headers = headers,
            BodyData = new BodyData { DetectedBodyType = BodyType.String, BodyAsString = reply.Body, Encoding = Encoding.UTF8 },
        };
    }
}
