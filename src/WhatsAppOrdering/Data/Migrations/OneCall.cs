using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace WhatsAppOrdering.Data.Migrations;

/// <summary>An order is placed by one call, which reserves and writes all that follows; a decision's row is written once.</summary>
[DbContext(typeof(OrderingDb))]
[Migration("20261129000040_OneCall")]
public sealed class OneCall : SqlMigration;
