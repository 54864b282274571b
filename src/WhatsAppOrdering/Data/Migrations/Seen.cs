using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace WhatsAppOrdering.Data.Migrations;

/// <summary>A conversation knows when its cart was shown.</summary>
[DbContext(typeof(OrderingDb))]
[Migration("20261129000060_Seen")]
public sealed class Seen : SqlMigration;
