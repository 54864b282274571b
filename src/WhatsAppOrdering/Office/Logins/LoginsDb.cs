using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using WhatsAppOrdering.Data;

namespace WhatsAppOrdering.Office.Logins;

/// <summary>
/// Identity's users and roles, and the keys of data protection, as the migration Logins made them. Logins from elsewhere and
/// their tokens are not kept: nobody signs in with another site's account.
/// </summary>
public sealed class LoginsDb(DbContextOptions<LoginsDb> options)
    : IdentityDbContext<Login, IdentityRole<Guid>, Guid>(options), IDataProtectionKeyContext
{
    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    protected override void OnModelCreating(ModelBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        base.OnModelCreating(builder);
        builder.Ignore<IdentityUserLogin<Guid>>();
        builder.Ignore<IdentityUserToken<Guid>>();
        builder.Entity<Login>().ToTable("login");
        builder.Entity<IdentityRole<Guid>>().ToTable("login_role");
        builder.Entity<IdentityUserRole<Guid>>().ToTable("login_in_role");
        builder.Entity<IdentityUserClaim<Guid>>().ToTable("login_claim");
        builder.Entity<IdentityRoleClaim<Guid>>().ToTable("login_role_claim");
        builder.Entity<DataProtectionKey>().ToTable("data_protection_key");
        OrderingDb.NameColumns(builder);
    }
}
