using WhatsAppOrdering.Emulator.Chats;
using WhatsAppOrdering.Emulator.Faults;
using WhatsAppOrdering.Emulator.Hosting;
using WhatsAppOrdering.Emulator.Webhooks;

namespace WhatsAppOrdering.Emulator.Graph;

/// <summary>
/// <c>POST /{version}/{phone-number-id}/messages</c>. A 200 means accepted; the statuses follow by webhook once the
/// answer is out, or as the only trace when a fault cuts the answer off.
/// </summary>
public static class MessagesEndpoint
{
    public static async Task<IResult> HandleAsync(
        string id,
        HttpContext http,
        EmulatorOptions options,
        BusinessActions business,
        [AsParameters] SendTools tools,
        CancellationToken cancellationToken)
    {
        if (id != options.PhoneNumberId)
        {
            return GraphError.NoSuchObject(id).ToResult();
        }

        var request = await GraphJson.ReadAsync<SendRequest>(http.Request, cancellationToken);
        return request switch
        {
            null => GraphError.InvalidParameter("The body is not valid JSON for this endpoint.").ToResult(),
            { MessagingProduct: not "whatsapp" } => GraphError.InvalidParameter("The parameter messaging_product must be whatsapp.").ToResult(),
            { Status: not null } => MarkRead(request, business),
            _ => await SendAsync(request, http, business, tools, cancellationToken),
        };
    }

    private static IResult MarkRead(SendRequest request, BusinessActions business) =>
        request.Status != "read" ? GraphError.InvalidParameter("The parameter status must be read.").ToResult()
        : business.MarkRead(request.MessageId ?? "", request.TypingIndicator is not null) ? GraphJson.Answer(new { Success = true })
        : GraphError.InvalidParameter("Message ID does not exist or is not of a message to this number.").ToResult();

    private static async Task<IResult> SendAsync(
        SendRequest request, HttpContext http, BusinessActions business, SendTools tools, CancellationToken cancellationToken)
    {
        var fault = tools.Faults.Take();
        await Task.Delay(TimeSpan.FromMilliseconds(fault?.DelayMs ?? 0), cancellationToken);
        if (fault?.Code is { } code)
        {
            return GraphError.Fault(code, fault.HttpStatus).ToResult();
        }

        if (fault?.HttpStatus is { } status)
        {
            return TypedResults.Content("<html><body>Bad gateway</body></html>", "text/html", null, status);
        }

        if (tools.Limits.Refuse(request.To ?? request.Recipient ?? "") is { } limited)
        {
            return limited.ToResult();
        }

        return tools.Reader.Read(request) switch
        {
            Reading.Ready ready => await AcceptAsync(request, ready.Draft, http, business, tools, fault, cancellationToken),
            Reading.Refused refused => refused.Error.ToResult(),
            _ => throw new InvalidOperationException("A reading is ready or refused."),
        };
    }

    private static async Task<IResult> AcceptAsync(
        SendRequest request, Draft draft, HttpContext http, BusinessActions business, SendTools tools, Fault? fault, CancellationToken cancellationToken)
    {
        var input = request.To ?? request.Recipient ?? "";
        var chat = request.To is not null ? tools.Chats.ByNumber(request.To) : tools.Chats.ByUserId(input);
        if (input.Length == 0)
        {
            return GraphError.MissingParameter("to or recipient is missing.").ToResult();
        }

        if (chat is null)
        {
            return GraphError.Undeliverable.ToResult();
        }

        if (business.Accept(chat, draft, request.BizOpaqueCallbackData, fault?.FailCode is not null) is not { } bubble)
        {
            return GraphError.WindowClosed.ToResult();
        }

        if (fault?.DropResponse == true)
        {
            Tell();
            http.Abort();
            return TypedResults.Empty;
        }

        if (fault?.StatusFirst == true)
        {
            Tell();
            await tools.StatusesPostedAsync(cancellationToken);
        }
        else
        {
            http.Response.OnCompleted(() =>
            {
                Tell();
                return Task.CompletedTask;
            });
        }

        return GraphJson.Answer(new
        {
            MessagingProduct = "whatsapp",
            Contacts = new[] { new { Input = input, chat.WaId, chat.UserId } },
            Messages = new[] { new { bubble.Id } },
        });

        void Tell()
        {
            if (fault?.FailCode is { } code)
            {
                business.Fail(chat, bubble, code);
            }
            else
            {
                business.Deliver(chat, bubble.Id);
            }
        }
    }
}

/// <summary>What a send is read, routed and disturbed with.</summary>
public sealed record SendTools(MessageReader Reader, ChatBook Chats, FaultPlan Faults, SendLimits Limits, WebhookQueue Webhooks)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Until the service has answered every webhook so far, or for five seconds.</summary>
    public async Task StatusesPostedAsync(CancellationToken cancellationToken)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (!Webhooks.IsIdle && TimeProvider.System.GetElapsedTime(begun) < Patience)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), cancellationToken);
        }
    }
}
