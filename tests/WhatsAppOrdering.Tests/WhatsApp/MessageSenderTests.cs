using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using WhatsAppOrdering.Tests.Support;
using WhatsAppOrdering.WhatsApp;
using Xunit;

namespace WhatsAppOrdering.Tests.WhatsApp;

public sealed class MessageSenderTests : IAsyncLifetime
{
    private static readonly OutboundMessage Hello = new OutboundMessage.Text("Hello");
    private static readonly Recipient Shop = new("919876543210", "IN.8812");

    private readonly List<ServiceProvider> providers = [];
    private StubCloudApi meta = null!;

    public async ValueTask InitializeAsync() => meta = await StubCloudApi.StartAsync();

    public async ValueTask DisposeAsync()
    {
        providers.ForEach(provider => provider.Dispose());
        await meta.DisposeAsync();
    }

    [Fact]
    public async Task A_message_that_Meta_takes_is_accepted_with_its_id()
    {
        (await SendAsync(Hello)).ShouldBe(new SendOutcome.Accepted("wamid.stub.1"));
        var request = meta.Requests.ShouldHaveSingleItem();
        request.Method.ShouldBe("POST");
        request.Path.ShouldBe("/v25.0/PN1/messages");
        request.Authorization.ShouldBe("Bearer token");
    }

    [Theory]
    [InlineData("image/jpeg", 5, true)]
    [InlineData("image/png", 6, false)]
    [InlineData("application/pdf", 6, true)]
    [InlineData("application/pdf", 101, false)]
    public void Meta_takes_files_up_to_a_size(string mimeType, int megabytes, bool fits) =>
        new MediaFile(new byte[megabytes << 20], mimeType, "file").Fits.ShouldBe(fits);

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task Each_kind_of_message_is_written_in_Metas_words(Recipient to, OutboundMessage message, string expected)
    {
        await SendAsync(message, to);
        var body = meta.Requests.ShouldHaveSingleItem().Body;
        JsonElement.DeepEquals(JsonElement.Parse(body), JsonElement.Parse(expected)).ShouldBeTrue(body);
    }

    public static TheoryData<Recipient, OutboundMessage, string> Bodies() => new()
    {
        {
            Shop, Hello, """
            {"messaging_product":"whatsapp","recipient_type":"individual","to":"+919876543210","type":"text",
             "text":{"body":"Hello"},"biz_opaque_callback_data":"row.1"}
            """
        },
        {
            Shop, new MediaFile(default, "image/png", "map.png").As("77", "Where we are"), """
            {"messaging_product":"whatsapp","recipient_type":"individual","to":"+919876543210","type":"image",
             "image":{"id":"77","caption":"Where we are"},"biz_opaque_callback_data":"row.1"}
            """
        },
        {
            Shop, new MediaFile(default, "application/pdf", "bill.pdf").As("78", "Your bill"), """
            {"messaging_product":"whatsapp","recipient_type":"individual","to":"+919876543210","type":"document",
             "document":{"id":"78","filename":"bill.pdf","caption":"Your bill"},"biz_opaque_callback_data":"row.1"}
            """
        },
        {
            new(null, "IN.8812"), new OutboundMessage.Text("नमस्ते 😀 \"/\""), """
            {"messaging_product":"whatsapp","recipient_type":"individual","recipient":"IN.8812","type":"text",
             "text":{"body":"नमस्ते 😀 \"/\""},"biz_opaque_callback_data":"row.1"}
            """
        },
        {
            Shop, new OutboundMessage.Buttons("Confirm?", [new("t1", "Yes"), new("t2", "No")]), """
            {"messaging_product":"whatsapp","recipient_type":"individual","to":"+919876543210","type":"interactive",
             "interactive":{"type":"button","body":{"text":"Confirm?"},"action":{"buttons":[
               {"type":"reply","reply":{"id":"t1","title":"Yes"}},{"type":"reply","reply":{"id":"t2","title":"No"}}]}},
             "biz_opaque_callback_data":"row.1"}
            """
        },
        {
            Shop, new OutboundMessage.List("Which?", "Choose", [new("r1", "Rice"), new("r2", "Oil")]), """
            {"messaging_product":"whatsapp","recipient_type":"individual","to":"+919876543210","type":"interactive",
             "interactive":{"type":"list","body":{"text":"Which?"},"action":{"button":"Choose","sections":[
               {"rows":[{"id":"r1","title":"Rice"},{"id":"r2","title":"Oil"}]}]}},
             "biz_opaque_callback_data":"row.1"}
            """
        },
        {
            Shop, new OutboundMessage.Template("order_confirm", "en", [new("order_no", "A-17")], ["p1", "p2"]), """
            {"messaging_product":"whatsapp","recipient_type":"individual","to":"+919876543210","type":"template",
             "template":{"name":"order_confirm","language":{"code":"en"},"components":[
               {"type":"body","parameters":[{"type":"text","parameter_name":"order_no","text":"A-17"}]},
               {"type":"button","sub_type":"quick_reply","index":"0","parameters":[{"type":"payload","payload":"p1"}]},
               {"type":"button","sub_type":"quick_reply","index":"1","parameters":[{"type":"payload","payload":"p2"}]}]},
             "biz_opaque_callback_data":"row.1"}
            """
        },
    };

    [Fact]
    public async Task A_recipient_without_any_address_is_our_bug_and_nothing_is_sent()
    {
        await Should.ThrowAsync<ArgumentException>(() => SendAsync(Hello, new Recipient(null, " ")));
        meta.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_error_of_Metas_is_a_refusal_with_remedy_and_trace()
    {
        meta.ThenError(400, 131047, "more than 24 hours");
        (await SendAsync(Hello)).ShouldBe(
            new SendOutcome.Refused(131047, "more than 24 hours", new Treatment(Remedy.UseTemplate, ErrorScope.Message, null), "AbC123"));
        meta.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_message_of_a_paused_template_is_refused_though_it_has_an_id()
    {
        meta.Then(new StubAnswer.Reply(200, """{"messages":[{"id":"wamid.1","message_status":"paused"}]}"""));
        (await SendAsync(Hello)).ShouldBe(
            new SendOutcome.Refused(132015, "message_status paused", new Treatment(Remedy.UseOtherTemplate, ErrorScope.Message, null), null));
    }

    [Theory]
    [InlineData("accepted")]
    [InlineData("held_for_quality_assessment")]
    [InlineData("something_new")]
    public async Task A_message_that_Meta_holds_for_a_while_is_accepted(string status)
    {
        meta.Then(new StubAnswer.Reply(200, $$"""{"messages":[{"id":"wamid.1","message_status":"{{status}}"}]}"""));
        (await SendAsync(Hello)).ShouldBe(new SendOutcome.Accepted("wamid.1"));
    }

    [Theory]
    [InlineData(400, 987654, false, Remedy.UseTemplate)]
    [InlineData(400, 987654, true, Remedy.RetryLater)]
    [InlineData(401, 190, false, Remedy.HoldAccount)]
    [InlineData(500, 131000, false, Remedy.RetryLater)]
    [InlineData(503, 131016, false, Remedy.RetryLater)]
    [InlineData(502, 2, true, Remedy.RetryLater)]
    public async Task The_remedy_follows_the_code_then_Metas_own_hint_then_the_status(int status, int code, bool transient, Remedy remedy)
    {
        meta.ThenError(status, code, transient: transient);
        (await SendAsync(Hello)).ShouldBeOfType<SendOutcome.Refused>().Treatment.Remedy.ShouldBe(remedy);
    }

    [Theory]
    [InlineData(302, Remedy.HoldAccount)]
    [InlineData(400, Remedy.GiveUpOnMessage)]
    [InlineData(401, Remedy.HoldAccount)]
    [InlineData(404, Remedy.HoldAccount)]
    [InlineData(429, Remedy.RetryLater)]
    public async Task A_refusal_in_another_form_is_judged_by_its_status(int status, Remedy remedy)
    {
        meta.Then(new StubAnswer.Reply(status, "<html>no</html>"));
        var refused = (await SendAsync(Hello)).ShouldBeOfType<SendOutcome.Refused>();
        refused.Treatment.Remedy.ShouldBe(remedy);
        refused.Code.ShouldBe(status);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task A_gateways_failure_leaves_it_open_whether_the_message_went(int status)
    {
        meta.Then(new StubAnswer.Reply(status, "<html>Bad gateway</html>"));
        (await SendAsync(Hello)).ShouldBeOfType<SendOutcome.Unknown>();
        meta.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_503_that_names_a_time_to_come_back_took_nothing()
    {
        meta.Then(new StubAnswer.Reply(503, "busy", RetryAfter: "30"));
        (await SendAsync(Hello)).ShouldBeOfType<SendOutcome.Refused>().Treatment.Remedy.ShouldBe(Remedy.RetryLater);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not JSON")]
    [InlineData("{}")]
    [InlineData("""{"messages":[]}""")]
    [InlineData("""{"messages":[{"id":null}]}""")]
    public async Task A_success_without_a_message_id_leaves_it_open(string body)
    {
        meta.Then(new StubAnswer.Reply(200, body));
        (await SendAsync(Hello)).ShouldBeOfType<SendOutcome.Unknown>();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_cut_connection_leaves_it_open_and_is_never_tried_again(bool afterBody)
    {
        var sender = Sender(meta.BaseUrl);
        (await SendAsync(Hello, sender: sender)).ShouldBeOfType<SendOutcome.Accepted>();
        meta.Then(afterBody ? new StubAnswer.CutAfterBody() : new StubAnswer.CutBeforeBody());
        (await SendAsync(Hello, sender: sender)).ShouldBeOfType<SendOutcome.Unknown>();
        meta.Requests.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Silence_leaves_it_open_and_is_never_tried_again()
    {
        meta.Then(new StubAnswer.Silence());
        (await SendAsync(Hello, sender: Sender(meta.BaseUrl, "00:00:00.3"))).ShouldBeOfType<SendOutcome.Unknown>();
        meta.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_cancellation_after_the_request_left_leaves_it_open()
    {
        meta.Then(new StubAnswer.Silence());
        using var stop = new CancellationTokenSource();
        var sending = Sender(meta.BaseUrl).SendAsync("PN1", Shop, Hello, "row.1", stop.Token);
        SpinWait.SpinUntil(() => meta.Requests.Count == 1, TimeSpan.FromSeconds(10)).ShouldBeTrue();
        await stop.CancelAsync();
        (await sending).ShouldBeOfType<SendOutcome.Unknown>();
    }

    [Fact]
    public async Task A_cancellation_before_the_request_left_is_an_exception()
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => Sender(meta.BaseUrl).SendAsync("PN1", Shop, Hello, "row.1", stop.Token));
        meta.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_refused_connection_sent_nothing() =>
        (await SendAsync(Hello, sender: Sender($"http://127.0.0.1:{FreePort.Next()}"))).ShouldBeOfType<SendOutcome.NotSent>();

    [Fact]
    public async Task A_server_that_comes_up_between_the_tries_gets_the_message_once()
    {
        var failures = 2;
        var sender = Sender(meta.BaseUrl, connect: () => failures-- > 0 ? throw new SocketException((int)SocketError.ConnectionRefused) : true);
        (await SendAsync(Hello, sender: sender)).ShouldBeOfType<SendOutcome.Accepted>();
        meta.Requests.ShouldHaveSingleItem().Body.ShouldContain("Hello");
    }

    [Fact]
    public async Task Three_tries_to_connect_are_all()
    {
        var tries = 0;
        var sender = Sender(meta.BaseUrl, connect: () => ++tries > 0 ? throw new SocketException((int)SocketError.HostNotFound) : true);
        (await SendAsync(Hello, sender: sender)).ShouldBeOfType<SendOutcome.NotSent>();
        tries.ShouldBe(3);
        meta.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_failed_TLS_handshake_sent_nothing() =>
        (await SendAsync(Hello, sender: Sender(meta.BaseUrl.Replace("http:", "https:")))).ShouldBeOfType<SendOutcome.NotSent>();

    [Fact]
    public async Task A_deadline_that_passes_while_connecting_sent_nothing()
    {
        using var deaf = new TcpListener(IPAddress.Loopback, 0);
        deaf.Start();
        // The handshake never gets its answer.
        var sender = Sender($"https://127.0.0.1:{((IPEndPoint)deaf.LocalEndpoint).Port}", "00:00:00.3");
        (await SendAsync(Hello, sender: sender)).ShouldBeOfType<SendOutcome.NotSent>();
    }

    private const string TemplateFields =
        "id,name,language,status,category,parameter_format,components,quality_score,rejected_reason,message_send_ttl_seconds";

    [Fact]
    public async Task Templates_are_listed_and_created_under_the_account()
    {
        Sender(meta.BaseUrl);
        var api = providers[0].GetRequiredService<ICloudApi>();
        (await api.ListTemplatesAsync("v25.0", "WABA", 50, "a=b", CancellationToken.None)).Dispose();
        (await api.CreateTemplateAsync("v25.0", "WABA", JsonElement.Parse("""{"name":"x"}"""), CancellationToken.None)).Dispose();
        meta.Requests.ShouldBe([
            new("GET", $"/v25.0/WABA/message_templates?fields={TemplateFields}&limit=50&after=a%3Db", "Bearer token", ""),
            new("POST", "/v25.0/WABA/message_templates", "Bearer token", """{"name":"x"}"""),
        ]);
    }

    private Task<SendOutcome> SendAsync(OutboundMessage message, Recipient? to = null, MessageSender? sender = null) =>
        (sender ?? Sender(meta.BaseUrl)).SendAsync("PN1", to ?? Shop, message, "row.1", CancellationToken.None);

    private MessageSender Sender(string baseUrl, string timeout = "00:00:20", Func<bool>? connect = null)
    {
        var settings = new Dictionary<string, string?>
        {
            ["WhatsApp:AppSecret"] = "secret",
            ["WhatsApp:VerifyToken"] = "verify",
            ["WhatsApp:AccessToken"] = "token",
            ["WhatsApp:GraphBaseUrl"] = baseUrl,
            ["WhatsApp:SendTimeout"] = timeout,
        };
        var services = new ServiceCollection().AddWhatsApp(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        if (connect is not null)
        {
            services.AddHttpClient(nameof(ICloudApi)).UseSocketsHttpHandler((handler, _) => handler.ConnectCallback = async (context, ct) =>
            {
                connect();
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(context.DnsEndPoint, ct);
                return new NetworkStream(socket, ownsSocket: true);
            });
        }

        var provider = services.BuildServiceProvider();
        providers.Add(provider);
        return provider.GetRequiredService<MessageSender>();
    }
}
