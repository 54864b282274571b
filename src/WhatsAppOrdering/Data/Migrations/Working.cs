using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace WhatsAppOrdering.Data.Migrations;

/// <summary>Hangfire keeps the history of runs; what waits and what is dead is counted by indexes and decided on by name.</summary>
[DbContext(typeof(OrderingDb))]
[Migration("20261129000020_Working")]
public sealed class Working : SqlMigration;
