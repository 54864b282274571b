using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Hosting.Import;
using WhatsAppOrdering.Lab.Demo;
using WhatsAppOrdering.Replies;
using WhatsAppOrdering.Tests.Understanding;

namespace WhatsAppOrdering.Tests.Support;

/// <summary>
/// One of <c>Webhooks/Cases</c>: steps as their file has them, on a number and a wholesaler of its own. <c>@now</c> is
/// the service's time, <c>@out1</c> the wamid of our first message to the person that the webhook is about, <c>@cb1</c> its
/// callback data, <c>@button1</c> the id of the first button under our last message to him.
/// </summary>
public sealed partial class CaseRun
{
    /// <summary>As the files have it.</summary>
    private const string NumberOfTheFiles = "100000000000001";
    public const string ShopsPhone = "12025550101";
    public const string ApproversPhone = "12025550111";

    private static int _numbers;
    private readonly ServiceUnderTest _service;
    private readonly JsonArray _steps;
    private readonly TaskCompletionSource _release = new();
    private readonly TaskCompletionSource<string> _withheld = new();
    private bool _withholds;

    private CaseRun(ServiceUnderTest service, JsonArray steps, string number, WholesalerId wholesaler)
    {
        (_service, _steps, PhoneNumberId, Wholesaler) = (service, steps, number, wholesaler);
    }

    public string PhoneNumberId { get; }

    public WholesalerId Wholesaler { get; }

    public Phone Shop => Person(ShopsPhone);

    public Phone Approver => Person(ApproversPhone);

    /// <summary>What the webhooks were answered with.</summary>
    public List<int> Answers { get; } = [];

    public Phone Person(string phone) => new(_service, PhoneNumberId, phone);

    public static async Task<CaseRun> OpenAsync(ServiceUnderTest service, string file)
    {
        var steps = JsonNode.Parse(await File.ReadAllTextAsync(file))!["steps"]!.AsArray();
        var given = steps.Select(step => (string?)step!["given"]).FirstOrDefault(text => text is not null) ?? "";
        var phones = given.StartsWith("buyers registered as ", StringComparison.Ordinal) ? given["buyers registered as ".Length..].Split(", ") : [ShopsPhone];
        var business = new BusinessFile(
            $"{4_000_000_000_000 + Interlocked.Increment(ref _numbers)}", "12025550199",
            new BusinessWholesaler(Guid.CreateVersion7(), "Annapurna Wholesale", "Asia/Kathmandu", new BusinessPerson("Approver", ApproversPhone)),
            [.. phones.Select((phone, place) => new BusinessRetailer(Guid.CreateVersion7(), $"Shop {place + 1}", phone, 100_000, 15))]);
        await new DemoData(business, TestCatalog.Snapshot).WriteOnceAsync(service.Services.GetRequiredService<Transactions>(), CancellationToken.None);
        return new CaseRun(service, steps, business.PhoneNumberId, new WholesalerId(business.Wholesaler.Id));
    }

    public async Task PlayAsync()
    {
        foreach (var step in _steps.Select(step => step!.AsObject()))
        {
            if (step["webhook"] is { } webhook)
            {
                await DeliverAsync(webhook);
            }
            else if (step["graph"] is { } graph)
            {
                Script(graph.AsObject());
            }
            else if ((string?)step["wait"] is { } wait)
            {
                await WaitAsync(wait);
            }
        }

        _release.TrySetResult();
        await _service.IdleAsync();
    }

    /// <summary>Time passes, and the sweep sends what has become due.</summary>
    public async Task PassAsync(TimeSpan time)
    {
        await _service.Database.MoveClockAsync(time);
        await _service.RunAsync<ResendReplies>();
        await _service.IdleAsync();
    }

    /// <summary>Posts a webhook of the file's form, with its marks filled in, and works it off unless an answer of Meta's is withheld.</summary>
    public async Task DeliverAsync(JsonNode webhook)
    {
        using var answer = await _service.PostAsync(System.Text.Encoding.UTF8.GetBytes(await FilledAsync(webhook)));
        Answers.Add((int)answer.StatusCode);
        if (!_withholds)
        {
            await _service.IdleAsync();
        }
    }

    private void Script(JsonObject graph)
    {
        foreach (var (person, answers) in graph)
        {
            foreach (var answer in answers!.AsArray())
            {
                _withholds |= answer!["delaySeconds"] is not null;
                _service.Meta.ThenTo(PhoneNumberId, person, answer["error"] is { } error
                    ? ScriptedCloudApi.Error((int)answer["status"]!, (int)error["code"]!)
                    : new StubAnswer.AcceptAfter(async (_, wamid) =>
                    {
                        _withheld.TrySetResult(wamid);
                        await _release.Task;
                    }));
            }
        }
    }

    private Task WaitAsync(string wait) =>
        Seconds().Match(wait) is { Success: true } seconds ? PassAsync(TimeSpan.FromSeconds(int.Parse(seconds.Groups[1].Value, CultureInfo.InvariantCulture)))
        : _withholds ? _withheld.Task.WaitAsync(TimeSpan.FromMinutes(1))
        : _service.IdleAsync();

    private async Task<string> FilledAsync(JsonNode webhook)
    {
        var text = webhook.ToJsonString().Replace(NumberOfTheFiles, PhoneNumberId, StringComparison.Ordinal);
        var about = About().Match(text) is { Success: true } person ? Person(person.Groups[1].Value) : Shop;
        var now = await _service.Database.NowAsync();
        text = text.Replace("@now-2d", Unix(now.AddDays(-2)), StringComparison.Ordinal).Replace("@now", Unix(now), StringComparison.Ordinal);
        if (text.Contains("@out1", StringComparison.Ordinal))
        {
            text = text.Replace("@out1", _withholds ? await _withheld.Task : await FirstWamidAsync(about.Number), StringComparison.Ordinal);
        }

        if (text.Contains("@cb1", StringComparison.Ordinal))
        {
            text = text.Replace("@cb1", about.Bubbles[0].CallbackData, StringComparison.Ordinal);
        }

        return text.Contains("@button1", StringComparison.Ordinal) ? text.Replace("@button1", about.Last.Buttons[0].Id, StringComparison.Ordinal) : text;
    }

    private Task<string> FirstWamidAsync(string phone) => _service.Database.OneAsync<string>($"""
        select o.wamid as "Value" from outbox o join person p on p.phone_number_id = o.phone_number_id and p.id = o.person_id
        where o.phone_number_id = {PhoneNumberId} and p.phone = {phone} and o.wamid is not null order by o.id limit 1
        """);

    private static string Unix(DateTimeOffset time) => time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\A([0-9]+) s\z")]
    private static partial Regex Seconds();

    [GeneratedRegex("\"(?:from|recipient_id)\":\"([0-9]+)\"")]
    private static partial Regex About();
}
