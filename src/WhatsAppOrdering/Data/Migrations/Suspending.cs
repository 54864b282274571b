using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace WhatsAppOrdering.Data.Migrations;

/// <summary>A shop's suspension is an event, made under the lock of its lines.</summary>
[DbContext(typeof(OrderingDb))]
[Migration("20261130000010_Suspending")]
public sealed class Suspending : SqlMigration;
