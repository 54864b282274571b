using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace WhatsAppOrdering.Data.Migrations;

/// <summary>What the nightly audit leaves behind: the heads of the hash chains as they were published, freezes and their lifting.</summary>
[DbContext(typeof(OrderingDb))]
[Migration("20261123000006_Heads")]
public sealed class Heads : SqlMigration;
