using System.Text.Json.Nodes;
using WhatsAppOrdering.Emulator.Chats;
using WhatsAppOrdering.Emulator.Templates;
using WhatsAppOrdering.Emulator.Webhooks;

namespace WhatsAppOrdering.Emulator.Faults;

/// <summary>What is to become of a template; the service is told by webhook. <c>Status</c> such as PAUSED, REJECTED, APPROVED; <c>Category</c> such as MARKETING.</summary>
public sealed record TemplateChange(string? Status, string? Category);

/// <summary>How the review of what is created from now on ends.</summary>
public sealed record ReviewRequest(string? Status);

/// <summary>What is to become of a person.</summary>
/// <param name="UserId">A new business-scoped user id.</param>
/// <param name="HidesNumber">True: webhooks carry the user id only.</param>
/// <param name="Number">Another number; the service is told by a system message.</param>
/// <param name="WindowOpen">False: as if the person had not written for a day.</param>
public sealed record PersonChange(string? UserId, bool? HidesNumber, string? Number, bool? WindowOpen);

/// <summary>Things that happen at Meta and to people, rather than on the wire.</summary>
public static class EventEndpoints
{
    public static void MapEvents(this IEndpointRouteBuilder routes)
    {
        routes.MapPut("/emulator/templates/{name}/{language}", IResult (string name, string language, TemplateChange change, HappenAtMeta meta) =>
            meta.Change(name, language, change) ? TypedResults.NoContent() : TypedResults.Problem("There is no such template.", statusCode: 404));
        routes.MapPut("/emulator/templates/review", (ReviewRequest request, TemplateStore templates) =>
        {
            templates.Review = request.Status?.ToUpperInvariant() ?? "APPROVED";
            return TypedResults.NoContent();
        });
        routes.MapPut("/emulator/phones/{phone}", (string phone, PersonChange change, ChatBook chats, HappenAtMeta meta) =>
            WithChat(chats, phone, chat => meta.Change(chat, change) is { } problem ? Results.Problem(problem, statusCode: 400) : Results.NoContent()));
        routes.MapPost("/emulator/phones/{phone}/items", (string phone, JsonNode message, ChatBook chats, PersonActions person) =>
            WithChat(chats, phone, chat => Send(chat, message, person)));
        routes.MapPost("/emulator/events/{field}", (string field, JsonObject value, WebhookQueue webhooks) =>
        {
            webhooks.Enqueue(new WebhookItem("", value, Field: field));
            return TypedResults.NoContent();
        });
    }

    private static IResult Send(Chat chat, JsonNode message, PersonActions person) => message switch
    {
        JsonObject one => TypedResults.Ok(person.Send(chat, one)),
        JsonArray many when many.All(one => one is JsonObject) => TypedResults.Ok(many.Select(one => person.Send(chat, (JsonObject)one!)).ToList()),
        _ => TypedResults.Problem("A message of Meta's form is needed, or several of them.", statusCode: 400),
    };

    private static IResult WithChat(ChatBook chats, string phone, Func<Chat, IResult> act) =>
        chats.ByPhone(phone) is { } chat ? act(chat) : TypedResults.Problem("There is no such phone.", statusCode: 404);
}
