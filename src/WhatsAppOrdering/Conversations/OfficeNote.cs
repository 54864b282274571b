using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WhatsAppOrdering.Data;

namespace WhatsAppOrdering.Conversations;

/// <summary>Something that a machine cannot answer and a person of the wholesaler's must read.</summary>
public sealed class OfficeNote
{
    public required WholesalerId WholesalerId { get; init; }

    public required Guid Id { get; init; }

    public required string PhoneNumberId { get; init; }

    public required PersonId PersonId { get; init; }

    /// <summary>The message's wamid; one message is one note.</summary>
    public required string MessageKey { get; init; }

    /// <summary>image, audio, video, document, sticker, location, contacts; edit or revoke of a message that became an order.</summary>
    public required string Kind { get; init; }

    public OrderId? OrderId { get; init; }

    /// <summary>Meta's id of the medium, which it keeps for seven days.</summary>
    public string? MediaId { get; init; }

    public string? MimeType { get; init; }

    /// <summary>Caption, address, or the new words of an edited message.</summary>
    public string? Text { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? DoneAt { get; set; }
}

internal sealed class OfficeNoteTable : IEntityTypeConfiguration<OfficeNote>
{
    public void Configure(EntityTypeBuilder<OfficeNote> builder)
    {
        builder.ToTable("office_note").HasKey(note => new { note.WholesalerId, note.Id });
        builder.Property(note => note.CreatedAt).ValueGeneratedOnAdd();
    }
}
