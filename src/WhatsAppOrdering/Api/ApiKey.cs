using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WhatsAppOrdering.Data;

namespace WhatsAppOrdering.Api;

/// <summary>A key of the HTTP interface; only a hash of its secret is stored. Without a wholesaler it is the operator's.</summary>
public sealed class ApiKey
{
    public required Guid Id { get; init; }

    public WholesalerId? WholesalerId { get; init; }

    public required string Name { get; init; }

    /// <summary>SHA-256 of the secret, which is 256 random bits and so needs no salt.</summary>
    public required byte[] Hash { get; init; }

    public required string[] Scopes { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? RevokedAt { get; set; }
}

/// <summary>The first answer to an Idempotency-Key. Status and body are null while a batch is under way.</summary>
public sealed class StoredAnswer
{
    public required WholesalerId WholesalerId { get; init; }

    public required string Key { get; init; }

    public required string Operation { get; init; }

    public required byte[] BodyHash { get; init; }

    public int? Status { get; set; }

    public string? Body { get; set; }

    /// <summary>What the answer is made of, where there is no text.</summary>
    public string? Facts { get; init; }

    public DateTimeOffset CreatedAt { get; init; }
}

internal sealed class ApiKeyTable : IEntityTypeConfiguration<ApiKey>, IEntityTypeConfiguration<StoredAnswer>
{
    public void Configure(EntityTypeBuilder<ApiKey> builder)
    {
        builder.ToTable("api_key").HasKey(key => key.Id);
        builder.Property(key => key.CreatedAt).ValueGeneratedOnAdd();
    }

    public void Configure(EntityTypeBuilder<StoredAnswer> builder)
    {
        builder.ToTable("api_answer").HasKey(answer => new { answer.WholesalerId, answer.Key });
        builder.Property(answer => answer.CreatedAt).ValueGeneratedOnAdd();
    }
}
