using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace WhatsAppOrdering.Data.Migrations;

/// <summary>Who suspended or reinstated a shop, when and why.</summary>
[DbContext(typeof(OrderingDb))]
[Migration("20261123000011_Standing")]
public sealed class Standing : SqlMigration;
