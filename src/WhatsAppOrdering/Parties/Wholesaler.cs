using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WhatsAppOrdering.Data;

namespace WhatsAppOrdering.Parties;

/// <summary>A wholesaler: the tenant. Currency is ISO 4217 with its number of minor digits; the time zone is an IANA id.</summary>
public sealed class Wholesaler
{
    public required WholesalerId Id { get; init; }

    public required string Name { get; set; }

    public required string Currency { get; init; }

    public required short CurrencyDigits { get; init; }

    public required string TimeZone { get; set; }

    public string Language { get; set; } = "en";

    public bool TracksDelivery { get; set; } = true;

    /// <summary>Raised with every change of the catalog, so that snapshots know when they are old.</summary>
    public long CatalogVersion { get; set; } = 1;

    /// <summary>The catalog's own words for units, as JSON: word to units.</summary>
    public string UnitWords { get; set; } = "{}";

    public DateTimeOffset CreatedAt { get; init; }
}

internal sealed class WholesalerTable : IEntityTypeConfiguration<Wholesaler>
{
    public void Configure(EntityTypeBuilder<Wholesaler> builder)
    {
        builder.ToTable("wholesaler").HasKey(wholesaler => wholesaler.Id);
        builder.Property(wholesaler => wholesaler.CreatedAt).ValueGeneratedOnAdd();
    }
}
