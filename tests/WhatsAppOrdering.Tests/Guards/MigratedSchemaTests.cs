using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;
using Shouldly;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Hosting;
using WhatsAppOrdering.Office.Logins;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Guards;

/// <summary>The migrations are SQL by hand: the schema that they leave is held against EF's model, both ways.</summary>
public sealed class MigratedSchemaTests(PostgresCluster cluster)
{
    [Fact]
    public async Task Every_mapped_column_exists_with_its_type_and_nullability() => Differences(await ColumnsAsync()).ShouldBeEmpty();

    [Fact]
    public async Task A_column_that_is_missing_or_of_another_type_or_nullability_is_seen()
    {
        var columns = await ColumnsAsync();
        columns.Remove(("sales_order", "number"));
        columns[("sales_order", "total")] = ("text", false);
        columns[("sales_order", "currency")] = (columns[("sales_order", "currency")].Type, true);

        Differences(columns).Order().ShouldBe(["sales_order.currency: nullable", "sales_order.number: missing", "sales_order.total: text"]);
    }

    [Fact]
    public async Task Every_table_with_an_entity_has_no_required_column_that_the_entity_lacks()
    {
        var mapped = Mapped().Select(column => (column.Table, column.Column)).ToHashSet();
        var tables = mapped.Select(column => column.Table).ToHashSet();
        var forgotten = (await RequiredColumnsAsync()).Where(column => tables.Contains(column.Table) && !mapped.Contains(column));
        forgotten.ShouldBeEmpty();
    }

    [Fact]
    public async Task Every_key_of_the_model_is_the_table_s_primary_key()
    {
        var keys = (await AskAsync("""
            SELECT c.conrelid::regclass::text, string_agg(a.attname, ',' ORDER BY array_position(c.conkey, a.attnum))
            FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey)
            WHERE c.contype = 'p' AND c.connamespace = 'public'::regnamespace GROUP BY c.conrelid
            """)).ToDictionary(row => row[0].Trim('"'), row => row[1]);
        foreach (var entity in Entities().Where(entity => entity.GetTableName() is not null && entity.FindPrimaryKey() is not null))
        {
            var table = entity.GetTableName()!;
            string.Join(',', entity.FindPrimaryKey()!.Properties.Select(property => property.GetColumnName())).ShouldBe(keys[table], table);
        }
    }

    [Fact]
    public async Task No_time_is_without_its_zone() =>
        (await AskAsync("SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public' AND data_type = 'timestamp without time zone'"))
            .ShouldBeEmpty();

    private static IEnumerable<string> Differences(Dictionary<(string Table, string Column), (string Type, bool Nullable)> columns)
    {
        foreach (var mapped in Mapped())
        {
            var name = $"{mapped.Table}.{mapped.Column}";
            if (!columns.TryGetValue((mapped.Table, mapped.Column), out var column))
            {
                yield return $"{name}: missing";
            }
            else if (Plain(column.Type) != Plain(mapped.Type))
            {
                yield return $"{name}: {column.Type}";
            }
            else if (column.Nullable != mapped.Nullable)
            {
                yield return $"{name}: nullable";
            }
        }
    }

    private static IEnumerable<(string Table, string Column, string Type, bool Nullable)> Mapped() =>
        from entity in Entities()
        let table = entity.GetTableName()
        where table is not null
        from property in entity.GetProperties()
        select (table, property.GetColumnName(), property.GetColumnType(), property.IsNullable);

    /// <summary>Of both contexts: the books, and the logins.</summary>
    private static IEnumerable<IEntityType> Entities()
    {
        using var books = new OrderingDb(new DbContextOptionsBuilder<OrderingDb>().UseNpgsql("Host=nowhere").Options);
        using var logins = new LoginsDb(new DbContextOptionsBuilder<LoginsDb>().UseNpgsql("Host=nowhere").Options);
        return [.. books.Model.GetEntityTypes(), .. logins.Model.GetEntityTypes()];
    }

    /// <summary>Lengths and digits are CHECKs of the schema, not the model's business.</summary>
    private static string Plain(string type) => type.Split('(')[0];

    private async Task<Dictionary<(string Table, string Column), (string Type, bool Nullable)>> ColumnsAsync() =>
        (await AskAsync("""
            SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), NOT a.attnotnull
            FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
            WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'v', 'p') AND a.attnum > 0 AND NOT a.attisdropped
            """)).ToDictionary(row => (row[0], row[1]), row => (row[2], row[3] == "True"));

    private async Task<IEnumerable<(string Table, string Column)>> RequiredColumnsAsync() =>
        (await AskAsync("""
            SELECT table_name, column_name FROM information_schema.columns
            WHERE table_schema = 'public' AND is_nullable = 'NO' AND column_default IS NULL AND is_identity = 'NO' AND is_generated = 'NEVER'
            """)).Select(row => (row[0], row[1]));

    private async Task<List<string[]>> AskAsync(string sql)
    {
        var database = await cluster.CreateDatabaseAsync(to => Migrate.ExecuteAsync(to.Owner, to.Ordering, TestContext.Current.CancellationToken));
        await using var connection = new NpgsqlConnection(database.Owner);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var rows = new List<string[]>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(field => reader.GetValue(field).ToString()!)]);
        }

        return rows;
    }
}
