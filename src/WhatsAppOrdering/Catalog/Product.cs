using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Understanding;

namespace WhatsAppOrdering.Catalog;

/// <summary>A product as stored. Units and aliases are JSON because they are read and written with their product only.</summary>
public sealed class Product
{
    public required WholesalerId WholesalerId { get; init; }

    public required Guid Id { get; init; }

    public required string Sku { get; init; }

    public required string Name { get; set; }

    public string? Category { get; set; }

    public string? PackSize { get; set; }

    public required string BaseUnit { get; set; }

    /// <summary>JSON: an array of <see cref="ProductUnit"/>.</summary>
    public required string Units { get; set; }

    public required string DefaultUnit { get; set; }

    public required decimal PriceAmount { get; set; }

    public required string PricePer { get; set; }

    /// <summary>JSON: language → array of aliases.</summary>
    public required string Aliases { get; set; }

    public bool Active { get; set; } = true;

    public CatalogProduct ToSnapshot() => new(
        Sku, Name, Category, PackSize, BaseUnit,
        JsonSerializer.Deserialize<List<ProductUnit>>(Units, JsonSerializerOptions.Web)!,
        DefaultUnit, PriceAmount, PricePer,
        JsonSerializer.Deserialize<Dictionary<string, IReadOnlyList<string>>>(Aliases)!);
}

internal sealed class ProductTable : IEntityTypeConfiguration<Product>
{
    public void Configure(EntityTypeBuilder<Product> builder)
    {
        builder.ToTable("product").HasKey(product => new { product.WholesalerId, product.Id });
        builder.Property(product => product.Units).HasColumnType("jsonb");
        builder.Property(product => product.Aliases).HasColumnType("jsonb");
    }
}
