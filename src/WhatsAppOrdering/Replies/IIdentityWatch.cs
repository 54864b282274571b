using WhatsAppOrdering.Data;

namespace WhatsAppOrdering.Replies;

/// <summary>
/// Told when Meta refuses a reply because the person's identity changed, before the refusal is stored, so that a crash in
/// between tells it again. Whose links that concerns belongs to other slices.
/// </summary>
public interface IIdentityWatch
{
    Task ChangedAsync(PersonKey person, CancellationToken ct);
}
