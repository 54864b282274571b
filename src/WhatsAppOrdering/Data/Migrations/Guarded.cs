using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace WhatsAppOrdering.Data.Migrations;

/// <summary>What the service may change of an order is what its life changes; no money is NaN; later functions are nobody's until they are given. A catalog keeps its words for units.</summary>
[DbContext(typeof(OrderingDb))]
[Migration("20261129000050_Guarded")]
public sealed class Guarded : SqlMigration;
