using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace WhatsAppOrdering.Data.Migrations;

/// <summary>Debts and their due dates, every kind of entry, API keys and answers.</summary>
[DbContext(typeof(OrderingDb))]
[Migration("20261123000002_CreditVocabulary")]
public sealed class CreditVocabulary : SqlMigration;
