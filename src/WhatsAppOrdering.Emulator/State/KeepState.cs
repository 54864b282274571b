using System.Text.Json;
using System.Text.Json.Serialization;
using WhatsAppOrdering.Emulator.Chats;
using WhatsAppOrdering.Emulator.Hosting;
using WhatsAppOrdering.Emulator.Templates;
using WhatsAppOrdering.Emulator.Time;
using WhatsAppOrdering.Emulator.Webhooks;

namespace WhatsAppOrdering.Emulator.State;

/// <summary>Writes the state into its folder shortly after it has changed, whole or not at all, and reads it at the start.</summary>
public sealed partial class KeepState(
    EmulatorOptions options, StateChanges changes, ChatBook chats, TemplateStore templates, WebhookQueue webhooks, EmulatorClock clock, ILogger<KeepState> logger)
    : BackgroundService
{
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(200);

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Converters = { new JsonStringEnumConverter() },
    };

    private string? Kept => options.StateFolder is { Length: > 0 } folder ? Path.Combine(folder, "emulator.json") : null;

    /// <summary>Before anybody is served. What cannot be read is put aside, and the phones begin empty.</summary>
    public void Restore()
    {
        if (Kept is not { } file || !File.Exists(file))
        {
            return;
        }

        try
        {
            PutBack(JsonSerializer.Deserialize<KeptState>(File.ReadAllBytes(file), Json) ?? throw new JsonException("It is empty."));
        }
        catch (Exception damaged) when (damaged is JsonException or NotSupportedException)
        {
            File.Move(file, file + ".damaged", overwrite: true);
            LogDamaged(logger, file, file + ".damaged");
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (Kept is not { } file)
        {
            return;
        }

        try
        {
            while (true)
            {
                await changes.WaitAsync(stoppingToken);
                await Task.Delay(Gathering, stoppingToken);
                await WriteAsync(file);
            }
        }
        catch (OperationCanceledException)
        {
            await WriteAsync(file);
        }
    }

    private async Task WriteAsync(string file)
    {
        var state = new KeptState(clock.OffsetSeconds, templates.Review, [.. chats.All.Select(KeptChat.Of)], [.. templates.All], webhooks.Unposted);
        try
        {
            Directory.CreateDirectory(options.StateFolder!);
            await File.WriteAllBytesAsync(file + ".new", JsonSerializer.SerializeToUtf8Bytes(state, Json), CancellationToken.None);
            File.Move(file + ".new", file, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A full disk must not end the emulator; the next change tries again.
            LogNotKept(logger, file, error.Message);
        }
    }

    private void PutBack(KeptState state)
    {
        foreach (var kept in state.Chats)
        {
            if (chats.ByPhone(kept.Phone) is { } chat)
            {
                kept.PutBack(chat);
            }
        }

        templates.Review = state.Review;
        foreach (var template in state.Templates)
        {
            templates.Replace(template);
        }

        foreach (var item in state.Unposted)
        {
            webhooks.Enqueue(item);
        }

        clock.Advance(state.OffsetSeconds);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{File} is damaged: the phones begin empty, and what it was is kept as {Aside}. Nothing needs to be done.")]
    private static partial void LogDamaged(ILogger logger, string file, string aside);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The chats could not be written to {File}: {Problem}")]
    private static partial void LogNotKept(ILogger logger, string file, string problem);
}
