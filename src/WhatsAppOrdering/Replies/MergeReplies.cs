using Microsoft.EntityFrameworkCore;
using WhatsAppOrdering.Data;

namespace WhatsAppOrdering.Replies;

/// <summary>Plain texts that wait behind a plain text go along in its bubble. Joins the root's transaction.</summary>
public sealed class MergeReplies(OrderingDb db, ReplyTemplates templates, ReplyRoute route)
{
    private const int MostInOneBubble = 5;

    /// <summary>Those in the bubble already, and those that may join it; a template carries nobody.</summary>
    public async Task<IReadOnlyList<OutboxRow>> ExecuteAsync(OutboxClaim claim, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(claim);
        var row = claim.Row;
        if (!claim.FreeForm || !templates.IsPlain(row.Reply))
        {
            if (row.Attempt > 1)
            {
                await db.Database.ExecuteSqlAsync(
                    $"update outbox set state = 'Waiting', merged_into = null where phone_number_id = {row.PhoneNumberId} and merged_into = {row.Id}", ct);
            }

            return [];
        }

        var behind = await db.Outbox.Where(other => other.PhoneNumberId == row.PhoneNumberId && other.PersonId == row.PersonId && other.Id > row.Id
                && ((other.State == OutboxState.Waiting && other.Attempt == 0) || other.MergedInto == row.Id))
            .OrderBy(other => other.Id).Take(MostInOneBubble - 1).ToListAsync(ct);
        // A repeat says what the first try said, and in the order of the rows nobody overtakes.
        var along = behind.TakeWhile(other => other.MergedInto == row.Id || (row.Attempt == 1 && Joins(other, row))).ToList();
        while (row.Attempt == 1 && along.Count > 0 && !route.FitsOneBubble(claim with { Along = along }))
        {
            along.RemoveAt(along.Count - 1);
        }

        foreach (var other in along)
        {
            other.State = OutboxState.Merged;
            other.MergedInto = row.Id;
        }

        await db.SaveChangesAsync(ct);
        return along;
    }

    private bool Joins(OutboxRow other, OutboxRow row) =>
        templates.IsPlain(other.Reply) && other is { TemplateOnly: false, NextAttemptAt: null } && other.WholesalerId == row.WholesalerId && other.Repeat == row.Repeat;
}
