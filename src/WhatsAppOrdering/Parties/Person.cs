using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WhatsAppOrdering.Data;

namespace WhatsAppOrdering.Parties;

/// <summary>Someone who writes to one of our numbers: one identity per phone number id. Phone is E.164 digits without plus.</summary>
public sealed class Person
{
    public required string PhoneNumberId { get; init; }

    public required PersonId Id { get; init; }

    /// <summary>Meta's business-scoped user id, when known.</summary>
    public string? UserId { get; set; }

    public string? Phone { get; set; }

    /// <summary>Meta's <c>identity.hash</c>, when it sends one: another one means another phone, or another person.</summary>
    public string? IdentityHash { get; set; }

    public string? Name { get; set; }

    /// <summary>BCP 47 language of the replies; null: the wholesaler's.</summary>
    public string? Language { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    public PersonKey Key => new(PhoneNumberId, Id);
}

internal sealed class PersonTable : IEntityTypeConfiguration<Person>
{
    public void Configure(EntityTypeBuilder<Person> builder)
    {
        builder.ToTable("person").HasKey(person => new { person.PhoneNumberId, person.Id });
        builder.Ignore(person => person.Key);
        builder.Property(person => person.CreatedAt).ValueGeneratedOnAdd();
    }
}
