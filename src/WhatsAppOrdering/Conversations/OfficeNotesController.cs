using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using WhatsAppOrdering.Api;

namespace WhatsAppOrdering.Conversations;

/// <summary>What the office must read: pictures, voice notes, changes of orders.</summary>
[ApiController]
[Route(ApiSetup.Root + "/office-notes")]
public sealed class OfficeNotesController(ApiReads reads, ApiWrites writes) : ControllerBase
{
    /// <param name="done">True for those that were dealt with.</param>
    [HttpGet]
    [ApiScope(ApiScopes.OrdersRead)]
    [ProducesResponseType<Page<OfficeNoteBody>>(StatusCodes.Status200OK)]
    public Task<IActionResult> ListAsync(string? after, int? size, bool done = false) => reads.RunAsync(this, async work =>
    {
        if (Paging.Size(size) is not { } most || !Paging.TryId(after, out var last))
        {
            return Paging.Invalid;
        }

        var notes = await work.Db.OfficeNotes.AsNoTracking()
            .Where(note => note.WholesalerId == work.Wholesaler && note.Id > last && (note.DoneAt != null) == done)
            .OrderBy(note => note.Id).Take(most + 1).ToListAsync(work.Ct);
        return ApiAnswer.Ok(Paging.Of(
            notes.ConvertAll(note => new OfficeNoteBody(
                note.Id, note.Kind, note.PersonId.Value, note.OrderId?.Value, note.MediaId, note.MimeType, note.Text, note.ExpiresAt, note.CreatedAt, note.DoneAt)),
            most, note => note.Id.ToString()));
    });

    /// <summary>The picture, voice note or document itself, as Meta gives it.</summary>
    [HttpGet("{id:guid}/media")]
    [ApiScope(ApiScopes.OrdersRead)]
    [ProducesResponseType(StatusCodes.Status200OK)]
    public Task<IActionResult> MediaAsync(Guid id) => reads.ResultAsync(this, async work =>
    {
        var note = await work.Db.OfficeNotes.AsNoTracking().SingleOrDefaultAsync(found => found.WholesalerId == work.Wholesaler && found.Id == id, work.Ct);
        return note switch
        {
            null => ApiResult.Of(ApiAnswer.NotFound("office note")),
            { MediaId: null } => ApiResult.Of(ApiAnswer.Refused(ApiCodes.NotFound, "This note has no file.")),
            _ => new MediaResult(id, note.MediaId, note.MimeType),
        };
    });

    /// <summary>Somebody has dealt with it.</summary>
    [HttpPost("{id:guid}/done")]
    [ApiScope(ApiScopes.OrdersWrite)]
    [ProducesResponseType<OfficeNoteDone>(StatusCodes.Status200OK)]
    public Task<IActionResult> DoneAsync(Guid id) => writes.RunAsync(this, "office-note.done", null, async work =>
    {
        var found = await work.Db.Database.ExecuteSqlAsync(
            $"update office_note set done_at = coalesce(done_at, clock_now()) where wholesaler_id = {work.Wholesaler.Value} and id = {id}", work.Ct);
        return found == 0 ? ApiAnswer.NotFound("office note") : ApiAnswer.Ok(new OfficeNoteDone(id));
    });
}

/// <param name="MediaId">There is a file, at <c>/office-notes/{id}/media</c> until <paramref name="ExpiresAt"/>.</param>
public sealed record OfficeNoteBody(
    Guid Id, string Kind, Guid PersonId, Guid? OrderId, string? MediaId, string? MimeType, string? Text, DateTimeOffset? ExpiresAt,
    DateTimeOffset CreatedAt, DateTimeOffset? DoneAt);

public sealed record OfficeNoteDone(Guid Id);
