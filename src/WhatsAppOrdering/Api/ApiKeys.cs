using System.Buffers.Text;
using System.Data;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using WhatsAppOrdering.Data;

namespace WhatsAppOrdering.Api;

/// <summary>Makes, finds and revokes keys. A key is shown once: <c>wao_ID_SECRET</c>. Nothing is cached, so a revoked one is dead at once.</summary>
public sealed class ApiKeys(Transactions transactions, Pools pools)
{
    private const string Prefix = "wao";

    /// <returns>The key's whole text, which is stored nowhere.</returns>
    /// <exception cref="ArgumentException">The operator's scope is for the operator's keys alone.</exception>
    public async Task<string> CreateAsync(WholesalerId? wholesaler, string name, IReadOnlyCollection<string> scopes, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(scopes);
        if (wholesaler is not null && scopes.Contains(ApiScopes.Operator))
        {
            throw new ArgumentException($"The scope {ApiScopes.Operator} is for the operator's keys alone.", nameof(scopes));
        }

        var id = Guid.CreateVersion7();
        var secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        await transactions.RunAsync(
            Pool.Pages,
            async (OrderingDb db, CancellationToken token) =>
            {
                db.ApiKeys.Add(new ApiKey { Id = id, WholesalerId = wholesaler, Name = name, Hash = HashOf(secret), Scopes = [.. scopes] });
                return await db.SaveChangesAsync(token);
            },
            ct);
        return $"{Prefix}_{id:N}_{secret}";
    }

    /// <returns>False when there is no such key that is alive.</returns>
    public Task<bool> RevokeAsync(Guid id, CancellationToken ct) =>
        transactions.RunAsync(
            Pool.Pages,
            async (OrderingDb db, CancellationToken token) => await db.Database.ExecuteSqlAsync(
                $"update api_key set revoked_at = clock_now() where id = {id} and revoked_at is null", token) == 1,
            ct);

    public Task<List<ApiKey>> ListAsync(CancellationToken ct) =>
        transactions.RunAsync(
            Pool.Pages,
            (OrderingDb db, CancellationToken token) => db.ApiKeys.AsNoTracking().OrderBy(key => key.Id).ToListAsync(token),
            ct);

    /// <returns>The living key with this text; null for any other text.</returns>
    public async Task<ApiKey?> FindAsync(string text, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Split('_', 3) is not [Prefix, var idText, var secret] || !Guid.TryParseExact(idText, "N", out var id))
        {
            return null;
        }

        // With every call, so one statement by itself: one round trip, and no context for it.
        await using var command = pools[Pool.Pages].CreateCommand("select wholesaler_id, name, hash, scopes from api_key where id = $1 and revoked_at is null");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
        await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SingleRow, ct);
        if (!await reader.ReadAsync(ct))
        {
            return null;
        }

        var key = new ApiKey
        {
            Id = id,
            WholesalerId = await reader.IsDBNullAsync(0, ct) ? null : new WholesalerId(reader.GetGuid(0)),
            Name = reader.GetString(1),
            Hash = await reader.GetFieldValueAsync<byte[]>(2, ct),
            Scopes = await reader.GetFieldValueAsync<string[]>(3, ct),
        };
        return CryptographicOperations.FixedTimeEquals(key.Hash, HashOf(secret)) ? key : null;
    }

    /// <summary>By which a key is remembered without being kept.</summary>
    internal static string FingerprintOf(string text) => Convert.ToHexStringLower(HashOf(text));

    private static byte[] HashOf(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}
