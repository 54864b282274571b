using WhatsAppOrdering.WhatsApp;

namespace WhatsAppOrdering.Replies;

/// <summary>
/// Makes the file that goes with a reply, at the moment of sending and outside any transaction of the sender's. What is in it
/// belongs to other slices, which this one must not know.
/// </summary>
public interface IReplyAttachment
{
    /// <summary>The reply that it goes with.</summary>
    string Reply { get; }

    /// <returns>Null when there is nothing to attach; the words go alone, as they do when it is larger than Meta takes.</returns>
    Task<MediaFile?> MakeAsync(OutboxRow row, CancellationToken ct);
}
