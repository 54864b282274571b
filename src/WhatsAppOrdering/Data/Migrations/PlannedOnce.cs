using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace WhatsAppOrdering.Data.Migrations;

/// <summary>The two functions that every entry calls keep their plans: as SQL functions they were planned at each call.</summary>
[DbContext(typeof(OrderingDb))]
[Migration("20261123000005_PlannedOnce")]
public sealed class PlannedOnce : SqlMigration;
