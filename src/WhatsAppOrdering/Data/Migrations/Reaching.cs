using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace WhatsAppOrdering.Data.Migrations;

/// <summary>Requests that reach nobody, merged bubbles, floods, quarantined links, what the office must read, retention.</summary>
[DbContext(typeof(OrderingDb))]
[Migration("20261123000004_Reaching")]
public sealed class Reaching : SqlMigration;
