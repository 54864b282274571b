using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace WhatsAppOrdering.Data.Migrations;

/// <summary>Statuses are matched by the wamid of any attempt, and by a token that names this installation.</summary>
[DbContext(typeof(OrderingDb))]
[Migration("20261130000030_Attempts")]
public sealed class Attempts : SqlMigration;
