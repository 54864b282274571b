using System.Globalization;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using WhatsAppOrdering.Replies;
using WhatsAppOrdering.WhatsApp;

namespace WhatsAppOrdering.Bench.Serving;

/// <summary>
/// Whole orders (three messages in, five out, their statuses and read marks) over signed HTTP between the service and the
/// emulator, all in one process and with PostgreSQL on the same cores, begun at a given rate.
/// </summary>
internal static class ChatBench
{
    private const int OfMetasLargestNumber = 125;
    private const int MessagesIn = 3;
    private const int MessagesOut = 5;
    private static readonly TimeSpan NoBacklog = TimeSpan.FromSeconds(2);

    public static async Task<int> RunAsync(string[] args)
    {
        var seconds = Options.Number(args, "--seconds", 60);
        var rates = Options.Numbers(args, "--rates", [5, 10, 20, 40]);
        var town = new Town(10, 40);
        var timed = new TimedWebhooks();
        await using var people = await EmulatedPeople.StartAsync(town);
        await using var ground = await ServingGround.StartAsync(people.Address, town, services => services.AddSingleton<IStartupFilter>(timed));
        await ApproveTemplatesAsync(ground, town);
        people.Join(ground.WebhookUrl);
        // A service that has run for a while: its code compiled, and its tables known to the planner.
        await OpenLoop.RunAsync(5, TimeSpan.FromSeconds(20), _ => people.OrderAsync());
        await ground.AnalyzeAsync();

        System.Console.WriteLine("| orders/s wanted | held | webhook p50 ms | p99 ms | max ms | reply p50 ms | p99 ms | max ms | order p50 ms | p99 ms | max ms | backlog | drained in s |");
        System.Console.WriteLine("|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
        var best = 0.0;
        foreach (var rate in rates)
        {
            (timed.Latencies, people.Replies) = (new Latencies(), new Latencies());
            var orders = await OpenLoop.RunAsync(rate, TimeSpan.FromSeconds(seconds), _ => people.OrderAsync());
            var (backlog, took) = await ground.DrainAsync(TimeSpan.FromMinutes(2));
            System.Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {rate:0.#} | {orders.Rate:0.0} | {timed.Latencies} | {people.Replies} | {orders} | {backlog:N0} | {took.TotalSeconds:0.0} |"));
            // What is still being worked on when the last order ends is gone at once, or there was a backlog.
            if (orders.Rate < 0.95 * rate || orders.Failures > 0 || took > NoBacklog)
            {
                break;
            }

            best = rate;
        }

        System.Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"\nHeld for {seconds:0} s with no backlog left: {best:0.#} orders a second ({MessagesIn * best:0} messages in and {MessagesOut * best:0} out) on {Environment.ProcessorCount} cores, {100 * best / OfMetasLargestNumber:0} % of what Meta's largest number can carry."));
        if (best > 0)
        {
            await ShowCostsAsync(people, best, TimeSpan.FromSeconds(Math.Min(seconds, 10)), (int)Options.Number(args, "--costs", 3));
        }

        return 0;
    }

    /// <summary>Once more at the rate that was held, watched.</summary>
    private static async Task ShowCostsAsync(EmulatedPeople people, double rate, TimeSpan duration, int most)
    {
        using var costs = new Costs();
        var orders = await OpenLoop.RunAsync(rate, duration, _ => people.OrderAsync());
        System.Console.WriteLine("\nWhat stands highest, for each order:");
        foreach (var line in costs.Highest(most, Math.Max(1, orders.Count)))
        {
            System.Console.WriteLine($"- {line}");
        }
    }

    internal static async Task ApproveTemplatesAsync(ServingGround ground, Town town)
    {
        var api = ground.Services.GetRequiredService<ICloudApi>();
        foreach (var template in TemplateFile.ReadAll(Path.Combine(AppContext.BaseDirectory, "templates")))
        {
            using var made = await api.CreateTemplateAsync("v25.0", town.BusinessAccountId, template.Json, CancellationToken.None);
            made.EnsureSuccessStatusCode();
        }
    }
}
