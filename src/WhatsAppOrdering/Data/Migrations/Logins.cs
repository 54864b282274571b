using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace WhatsAppOrdering.Data.Migrations;

/// <summary>Who may sign in to the office, their roles, and the keys that protect cookies and links.</summary>
[DbContext(typeof(OrderingDb))]
[Migration("20261129000030_Logins")]
public sealed class Logins : SqlMigration;
