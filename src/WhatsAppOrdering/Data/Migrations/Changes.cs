using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace WhatsAppOrdering.Data.Migrations;

/// <summary>What changes after placement: an order that takes another's place, a price that rises with the shop's yes, a limit raised to fit.</summary>
[DbContext(typeof(OrderingDb))]
[Migration("20261123000008_Changes")]
public sealed class Changes : SqlMigration;
