using Microsoft.EntityFrameworkCore;
using Npgsql;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Lab.Demo;

namespace WhatsAppOrdering.Lab;

/// <summary>The machine's time plus what the emulator's clock has jumped; the database's clock_now() is moved with it.</summary>
public sealed class LabClock : TimeProvider
{
    private long _offsetSeconds;

    public long OffsetSeconds => Interlocked.Read(ref _offsetSeconds);

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddSeconds(OffsetSeconds);

    /// <summary>As the database's owner: makes clock_now() movable, and goes on from where it was moved to before.</summary>
    public async Task InstallAsync(string ownerConnection, CancellationToken ct)
    {
        await using var owner = new NpgsqlConnection(ownerConnection);
        await owner.OpenAsync(ct);
        await using var command = new NpgsqlCommand(await File.ReadAllTextAsync(DemoFile.PathOf("clock.sql"), ct), owner);
        await command.ExecuteNonQueryAsync(ct);
        await using var read = new NpgsqlCommand("select offset_seconds from development_clock", owner);
        Interlocked.Exchange(ref _offsetSeconds, (long)(await read.ExecuteScalarAsync(ct))!);
    }

    /// <summary>Moves both clocks.</summary>
    public async Task MoveAsync(long offsetSeconds, OrderingDb db, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        await db.Database.ExecuteSqlAsync($"update development_clock set offset_seconds = {offsetSeconds}, landed_at = clock_timestamp() + make_interval(secs => {offsetSeconds})", ct);
        Interlocked.Exchange(ref _offsetSeconds, offsetSeconds);
    }
}
