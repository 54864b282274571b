using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace WhatsAppOrdering.Data.Migrations;

/// <summary>The first schema.</summary>
[DbContext(typeof(OrderingDb))]
[Migration("20261123000001_Initial")]
public sealed class Initial : SqlMigration;
