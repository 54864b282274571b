using Microsoft.Extensions.Options;

namespace WhatsAppOrdering.WhatsApp;

/// <summary>Sends one message through the Cloud API and says what is known afterwards. Thread-safe; one for the process.</summary>
public sealed class MessageSender(ICloudApi api, IOptionsMonitor<WhatsAppOptions> options, TimeProvider time)
{
    /// <summary>
    /// One attempt, at most <see cref="WhatsAppOptions.SendTimeout"/> long. <paramref name="callbackData"/> comes back in
    /// every status of the message (at most 512 characters) and is what resolves <see cref="SendOutcome.Unknown"/>.
    /// </summary>
    /// <exception cref="OperationCanceledException"><paramref name="ct"/> was cancelled and nothing was sent; a cancellation after that is Unknown.</exception>
    /// <exception cref="ArgumentException">The recipient has neither phone nor user id.</exception>
    public async Task<SendOutcome> SendAsync(
        string phoneNumberId, Recipient to, OutboundMessage message, string callbackData, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        if (OutboundLimits.Broken(message) is { } broken)
        {
            return SendOutcome.Refused.Here($"Meta would refuse this: {broken}.");
        }

        var settings = options.CurrentValue;
        var body = SendMessageRequest.From(to, message, callbackData);
        using var deadline = new CancellationTokenSource(settings.SendTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, deadline.Token);
        try
        {
            using var response = await api.SendMessageAsync(settings.GraphVersion, phoneNumberId, body, either.Token);
            return SendAnswer.Classify(response, await MetaAnswer.BodyAsync(response, either.Token));
        }
        catch (NothingSentException unsent)
        {
            ct.ThrowIfCancellationRequested();
            return new SendOutcome.NotSent(unsent.Message);
        }
        catch (OperationCanceledException)
        {
            return new SendOutcome.Unknown(deadline.IsCancellationRequested
                ? $"no answer within {settings.SendTimeout}"
                : "cancelled while waiting for the answer");
        }
        catch (Exception cut) when (cut is HttpRequestException or IOException)
        {
            return new SendOutcome.Unknown($"cut before the answer: {cut.Message}");
        }
    }
}
