using System.Text.Json;

namespace WhatsAppOrdering.Emulator.Graph;

/// <summary>The body of <c>POST /{version}/{phone-number-id}/messages</c>: a message, or a read mark with typing.</summary>
public sealed record SendRequest(
    string? MessagingProduct,
    string? RecipientType,
    string? To,
    string? Recipient,
    string? Type,
    SendText? Text,
    SendImage? Image,
    SendDocument? Document,
    SendInteractive? Interactive,
    SendTemplate? Template,
    string? Status,
    string? MessageId,
    SendTyping? TypingIndicator,
    string? BizOpaqueCallbackData);

public sealed record SendText(string? Body);

public sealed record SendImage(string? Id, string? Caption);

public sealed record SendDocument(string? Id, string? Filename, string? Caption);

public sealed record SendTyping(string? Type);

public sealed record SendInteractive(string? Type, SendHeader? Header, SendBody? Body, SendFooter? Footer, SendAction? Action);

public sealed record SendBody(string? Text);

public sealed record SendHeader(string? Type, string? Text);

public sealed record SendFooter(string? Text);

public sealed record SendAction(string? Button, IReadOnlyList<SendButton>? Buttons, IReadOnlyList<SendSection>? Sections);

public sealed record SendButton(string? Type, SendReply? Reply);

public sealed record SendReply(string? Id, string? Title);

public sealed record SendSection(string? Title, IReadOnlyList<SendRow>? Rows);

public sealed record SendRow(string? Id, string? Title, string? Description);

public sealed record SendTemplate(string? Name, SendLanguage? Language, IReadOnlyList<SendComponent>? Components);

public sealed record SendLanguage(string? Code);

/// <summary>Meta takes a button's index both as text and as a number.</summary>
public sealed record SendComponent(string? Type, string? SubType, JsonElement? Index, IReadOnlyList<SendParameter>? Parameters);

public sealed record SendParameter(string? Type, string? Text, string? ParameterName, string? Payload);
