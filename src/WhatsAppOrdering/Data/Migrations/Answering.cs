using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace WhatsAppOrdering.Data.Migrations;

/// <summary>A conversation knows which question a yes or a no would answer.</summary>
[DbContext(typeof(OrderingDb))]
[Migration("20261130000020_Answering")]
public sealed class Answering : SqlMigration;
