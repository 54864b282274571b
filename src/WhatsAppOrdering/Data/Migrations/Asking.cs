using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace WhatsAppOrdering.Data.Migrations;

/// <summary>What the shop was asked last, and the words that it has taught us.</summary>
[DbContext(typeof(OrderingDb))]
[Migration("20261123000009_Asking")]
public sealed class Asking : SqlMigration;
