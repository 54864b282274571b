using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace WhatsAppOrdering.Data.Migrations;

/// <summary>Every door of the ledger asks for the same: an amount of the currency, the order's version and state, a reason, one payment under one name.</summary>
[DbContext(typeof(OrderingDb))]
[Migration("20261130000040_Doors")]
public sealed class Doors : SqlMigration;
