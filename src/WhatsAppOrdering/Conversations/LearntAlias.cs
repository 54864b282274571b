using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WhatsAppOrdering.Data;

namespace WhatsAppOrdering.Conversations;

/// <summary>A shop's own word for a product, as it answered last.</summary>
public sealed class LearntAlias
{
    public required WholesalerId WholesalerId { get; init; }

    public required RetailerId RetailerId { get; init; }

    /// <summary>Folded to lower case without accents.</summary>
    public required string Phrase { get; init; }

    public required string Sku { get; set; }

    public required DateTimeOffset LearntAt { get; set; }
}

internal sealed class LearntAliasTable : IEntityTypeConfiguration<LearntAlias>
{
    public void Configure(EntityTypeBuilder<LearntAlias> builder) =>
        builder.ToTable("learnt_alias").HasKey(alias => new { alias.WholesalerId, alias.RetailerId, alias.Phrase });
}
