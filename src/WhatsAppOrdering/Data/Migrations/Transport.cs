using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace WhatsAppOrdering.Data.Migrations;

/// <summary>One person whatever ids Meta sends, pauses of sending, the order of messages within a second.</summary>
[DbContext(typeof(OrderingDb))]
[Migration("20261123000003_Transport")]
public sealed class Transport : SqlMigration;
