using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using WhatsAppOrdering.Api;
using WhatsAppOrdering.Catalog;
using WhatsAppOrdering.Conversations;
using WhatsAppOrdering.Credit;
using WhatsAppOrdering.Ordering;
using WhatsAppOrdering.Parties;
using WhatsAppOrdering.Replies;
using WhatsAppOrdering.Webhooks;

namespace WhatsAppOrdering.Data;

/// <summary>The one database. Each slice maps its entities beside them; names are snake_case by rule.</summary>
public sealed class OrderingDb : DbContext
{
    public OrderingDb(DbContextOptions<OrderingDb> options)
        : base(options)
    {
        // A savepoint is two more round trips under the line's lock, and no root goes on after a failed flush.
        Database.AutoSavepointsEnabled = false;
    }

    public DbSet<Wholesaler> Wholesalers => Set<Wholesaler>();

    public DbSet<Retailer> Retailers => Set<Retailer>();

    public DbSet<RetailerStanding> RetailerStandings => Set<RetailerStanding>();

    public DbSet<Person> People => Set<Person>();

    public DbSet<Membership> Memberships => Set<Membership>();

    public DbSet<PhoneNumber> PhoneNumbers => Set<PhoneNumber>();

    public DbSet<PhoneNumberWholesaler> PhoneNumberWholesalers => Set<PhoneNumberWholesaler>();

    public DbSet<Product> Products => Set<Product>();

    public DbSet<CreditLine> CreditLines => Set<CreditLine>();

    public DbSet<LedgerEntry> Ledger => Set<LedgerEntry>();

    public DbSet<Order> Orders => Set<Order>();

    public DbSet<OrderTransition> OrderTransitions => Set<OrderTransition>();

    public DbSet<LearntAlias> LearntAliases => Set<LearntAlias>();

    public DbSet<Conversation> Conversations => Set<Conversation>();

    public DbSet<InboxMessage> Inbox => Set<InboxMessage>();

    public DbSet<InboxStatus> InboxStatuses => Set<InboxStatus>();

    public DbSet<OutboxRow> Outbox => Set<OutboxRow>();

    public DbSet<OfficeNote> OfficeNotes => Set<OfficeNote>();

    public DbSet<Debt> Debts => Set<Debt>();

    public DbSet<ApiKey> ApiKeys => Set<ApiKey>();

    public DbSet<StoredAnswer> ApiAnswers => Set<StoredAnswer>();

    /// <summary>The database's clock, within a query.</summary>
    public static DateTimeOffset Clock() => throw new NotSupportedException("clock_now() is asked by the database.");

    /// <summary>What every use of this context has in common; not in OnConfiguring, which a pooled context may not have.</summary>
    public static TBuilder Configure<TBuilder>(TBuilder options)
        where TBuilder : DbContextOptionsBuilder
    {
        ArgumentNullException.ThrowIfNull(options);
        options.ConfigureWarnings(warnings => warnings
            // Migrations are SQL by hand, without a snapshot; a test compares the migrated schema with this model.
            .Ignore(RelationalEventId.PendingModelChangesWarning)
            .Ignore(CoreEventId.FirstWithoutOrderByAndFilterWarning));
        return options;
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<Enum>().HaveConversion<string>();
        Map<WholesalerId>(configurationBuilder);
        Map<RetailerId>(configurationBuilder);
        Map<PersonId>(configurationBuilder);
        Map<CreditLineId>(configurationBuilder);
        Map<OrderId>(configurationBuilder);
        configurationBuilder.Properties<decimal>().HavePrecision(20, 4);
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(OrderingDb).Assembly);
        modelBuilder.HasDbFunction(() => Clock()).HasName("clock_now");
        NameColumns(modelBuilder);
    }

    internal static void NameColumns(ModelBuilder modelBuilder)
    {
        foreach (var property in modelBuilder.Model.GetEntityTypes().SelectMany(type => type.GetProperties()))
        {
            property.SetColumnName(SnakeCase(property.Name));
        }
    }

    private static void Map<TId>(ModelConfigurationBuilder builder)
        where TId : struct, IStrongId<TId> =>
        builder.Properties<TId>().HaveConversion<StrongIdConverter<TId>>();

    private static TId From<TId>(Guid value)
        where TId : struct, IStrongId<TId> => TId.From(value);

    private static string SnakeCase(string name)
    {
        var snake = new StringBuilder(name.Length + 4);
        foreach (var letter in name)
        {
            if (char.IsUpper(letter) && snake.Length > 0)
            {
                snake.Append('_');
            }

            snake.Append(char.ToLowerInvariant(letter));
        }

        return snake.ToString();
    }

    private sealed class StrongIdConverter<TId>() : ValueConverter<TId, Guid>(id => id.Value, value => From<TId>(value))
        where TId : struct, IStrongId<TId>;
}
