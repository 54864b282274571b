using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace WhatsAppOrdering.Data.Migrations;

/// <summary>The lock of a credit line tells how long it was waited for, so that the wait can be measured without another round trip.</summary>
[DbContext(typeof(OrderingDb))]
[Migration("20261123000007_Measured")]
public sealed class Measured : SqlMigration;
