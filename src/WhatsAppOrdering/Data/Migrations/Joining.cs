using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace WhatsAppOrdering.Data.Migrations;

/// <summary>Two people who turn out to be one; webhooks find a writer by index, however many people there are.</summary>
[DbContext(typeof(OrderingDb))]
[Migration("20261124000012_Joining")]
public sealed class Joining : SqlMigration;
