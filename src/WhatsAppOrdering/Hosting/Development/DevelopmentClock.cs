using Microsoft.EntityFrameworkCore;
using Npgsql;
using WhatsAppOrdering.Data;

namespace WhatsAppOrdering.Hosting.Development;

/// <summary>The machine's time plus what the emulator's clock has jumped; the database's clock_now() is moved with it.</summary>
public sealed class DevelopmentClock : TimeProvider
{
    private long _offsetSeconds;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddSeconds(Interlocked.Read(ref _offsetSeconds));

    /// <summary>As the database's owner: makes clock_now() movable, and goes on from where it was moved to before.</summary>
    /// <returns>The offset in seconds.</returns>
    public async Task<long> InstallAsync(string ownerConnection, CancellationToken ct)
    {
        await using var owner = new NpgsqlConnection(ownerConnection);
        await owner.OpenAsync(ct);
        await using var command = new NpgsqlCommand(await File.ReadAllTextAsync(DemoFile.PathOf("clock.sql"), ct), owner);
        await command.ExecuteNonQueryAsync(ct);
        await using var read = new NpgsqlCommand("select offset_seconds from development_clock", owner);
        var offset = (long)(await read.ExecuteScalarAsync(ct))!;
        Interlocked.Exchange(ref _offsetSeconds, offset);
        return offset;
    }

    /// <summary>Moves both clocks.</summary>
    public async Task MoveAsync(long offsetSeconds, OrderingDb db, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        await db.Database.ExecuteSqlAsync($"update development_clock set offset_seconds = {offsetSeconds}", ct);
        Interlocked.Exchange(ref _offsetSeconds, offsetSeconds);
    }
}
