using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace WhatsAppOrdering.Data.Migrations;

/// <summary>Refusals whose help cures them, price rises as decisions of their own, and why a hold was lifted or an order approved.</summary>
[DbContext(typeof(OrderingDb))]
[Migration("20261123000010_Helping")]
public sealed class Helping : SqlMigration;
