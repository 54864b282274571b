extern alias Emulator;

using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Threading.Channels;
using Emulator::WhatsAppOrdering.Emulator.Chats;
using Emulator::WhatsAppOrdering.Emulator.Faults;
using Emulator::WhatsAppOrdering.Emulator.Hosting;
using Emulator::WhatsAppOrdering.Emulator.Webhooks;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using WhatsAppOrdering.Tests.Support;

namespace WhatsAppOrdering.Bench.Serving;

/// <summary>The emulator with a phone for everybody in town, and people who order, tap and confirm as soon as they see what they wait for.</summary>
internal sealed partial class EmulatedPeople : IAsyncDisposable
{
    private readonly WebApplication _emulator;
    private readonly Town _town;
    private readonly ConcurrentQueue<int> _free;
    private readonly Channel<Bubble>[] _shops;
    private readonly Channel<Bubble>[] _requests;
    private readonly CancellationTokenSource _over = new();
    private readonly Dictionary<string, int> _readTo = [];
    private Task _watching = Task.CompletedTask;

    private EmulatedPeople(WebApplication emulator, Town town)
    {
        (_emulator, _town) = (emulator, town);
        _free = new(Enumerable.Range(0, town.Shops.Count));
        _shops = [.. town.Shops.Select(_ => Channel.CreateUnbounded<Bubble>())];
        _requests = [.. town.Shops.Select(_ => Channel.CreateUnbounded<Bubble>())];
    }

    public string Address => _emulator.Urls.First();

    /// <summary>From somebody's message or tap to the reply on the phone.</summary>
    public Latencies Replies { get; set; } = new();

    public static async Task<EmulatedPeople> StartAsync(Town town)
    {
        var emulator = EmulatorHost.Build(
        [
            "--Emulator:Urls=http://127.0.0.1:0",
            $"--Emulator:AppSecret={ServingGround.AppSecret}",
            $"--Emulator:AccessToken={ServingGround.AccessToken}",
            $"--Emulator:PhoneNumberId={town.PhoneNumberId}",
            $"--Emulator:BusinessAccountId={town.BusinessAccountId}",
            "--Emulator:MessagesPerSecond=100000",
            "--Emulator:PairBurst=100000",
            .. town.Shops.Concat(town.Approvers).SelectMany((phone, place) => new[] { $"--Emulator:Phones:{place}:Name=Phone {place}", $"--Emulator:Phones:{place}:Phone={phone}" }),
        ]);
        await emulator.StartAsync();
        return new EmulatedPeople(emulator, town);
    }

    /// <summary>From now on webhooks go there, many updates in a post when they queue.</summary>
    public void Join(Uri webhook)
    {
        _emulator.Services.GetRequiredService<EmulatorOptions>().WebhookUrl = webhook.ToString();
        _emulator.Services.GetRequiredService<WebhookFaults>().Current = new WebhookFault(Batch: WebhookFault.Ordinary);
        _watching = WatchAsync();
    }

    /// <summary>Every webhook was answered.</summary>
    public bool IsIdle => _emulator.Services.GetRequiredService<WebhookQueue>().IsIdle;

    /// <summary>Bubbles of ours on a phone.</summary>
    public int ToldCount(string phone)
    {
        var chat = Chat(phone);
        lock (chat.Gate)
        {
            return chat.Bubbles.Count(bubble => !bubble.FromPhone);
        }
    }

    public void Do(string phone, Deed deed)
    {
        var (chat, people) = (Chat(phone), _emulator.Services.GetRequiredService<PersonActions>());
        switch (deed)
        {
            case Deed.Says says:
                people.Write(chat, says.Text, null);
                break;
            case Deed.Taps taps:
                people.Tap(chat, taps.Bubble.Id, taps.Choice, null);
                break;
            case Deed.Sends sends:
                people.Send(chat, JsonNode.Parse(sends.Json)!.AsObject());
                break;
        }
    }

    /// <summary>The shopkeeper reads what is new on his phone.</summary>
    /// <returns>How many bubbles that are.</returns>
    public int Read(string phone, RandomShopkeeper keeper)
    {
        var chat = Chat(phone);
        List<Bubble> fresh;
        lock (chat.Gate)
        {
            var from = _readTo.GetValueOrDefault(phone);
            fresh = [.. chat.Bubbles.Skip(from).Where(bubble => !bubble.FromPhone)];
            _readTo[phone] = chat.Bubbles.Count;
        }

        fresh.ForEach(bubble => keeper.Reads(new ToldBubble(bubble.Id, bubble.Text, [.. bubble.Choices.Select(choice => choice.Id)])));
        return fresh.Count;
    }

    /// <summary>One whole order: three messages in, five out.</summary>
    public async Task OrderAsync()
    {
        int shop;
        while (!_free.TryDequeue(out shop))
        {
            await Task.Delay(5);
        }

        var chat = Chat(_town.Shops[shop]);
        var people = _emulator.Services.GetRequiredService<PersonActions>();
        var cart = await TimedAsync(() => people.Write(chat, "2 salt", null), _shops[shop], "Total");
        await TimedAsync(() => people.Tap(chat, cart.Id, Choice(cart, "Confirm"), null), _shops[shop], "is with your wholesaler");
        var request = await _requests[shop].Reader.ReadAsync(_over.Token);
        var approver = Chat(request.Phone);
        await TimedAsync(() => people.Tap(approver, request.Id, Choice(request, "Confirm"), null), _shops[shop], "confirmed");
        _free.Enqueue(shop);
    }

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await _watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _emulator.StopAsync();
        await _emulator.DisposeAsync();
        _over.Dispose();
    }

    private Chat Chat(string phone) => _emulator.Services.GetRequiredService<ChatBook>().ByPhone(phone)!;

    private static string Choice(Bubble bubble, string title) => bubble.Choices.First(choice => choice.Title == title).Id;

    private async Task<Bubble> TimedAsync(Action act, Channel<Bubble> phone, string words)
    {
        var began = Stopwatch.GetTimestamp();
        act();
        Bubble seen;
        do
        {
            seen = await phone.Reader.ReadAsync(_over.Token);
        }
        while (!seen.Text.Contains(words, StringComparison.OrdinalIgnoreCase));

        Replies.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        return seen;
    }

    private async Task WatchAsync()
    {
        var shops = _town.Shops.Select((phone, place) => (phone, place)).ToDictionary(pair => pair.phone, pair => pair.place);
        var seen = new HashSet<string>();
        await foreach (var item in _emulator.Services.GetRequiredService<EventStream>().SubscribeAsync(_over.Token))
        {
            if (item.Data is not Bubble { FromPhone: false } bubble || !seen.Add(bubble.Id))
            {
                continue;
            }

            if (shops.TryGetValue(bubble.Phone, out var place))
            {
                _shops[place].Writer.TryWrite(bubble);
            }
            else if (bubble.Choices.Count > 0 && ShopName().Match(bubble.Text) is { Success: true } name)
            {
                _requests[int.Parse(name.Groups[1].Value, CultureInfo.InvariantCulture)].Writer.TryWrite(bubble);
            }
        }
    }

    [GeneratedRegex(@"Shop (\d+)")]
    private static partial Regex ShopName();
}
