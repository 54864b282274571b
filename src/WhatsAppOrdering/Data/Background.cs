namespace WhatsAppOrdering.Data;

/// <summary>
/// Turns and sends wait for each other, so that the machine has room for webhooks and pages: a few for each core, since
/// most of their time they wait for the database. Whoever has waited for long goes all the same, since those before him may wait for a busy line and not for a core.
/// </summary>
public sealed class Background : IDisposable
{
    private const int PerCore = 4;
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(250);
    private readonly SemaphoreSlim _places = new(PerCore * Environment.ProcessorCount);

    /// <summary>Waits for a place.</summary>
    /// <returns>Gives the place back; null when none was taken.</returns>
    public async Task<IDisposable?> EnterAsync(CancellationToken ct) =>
        await _places.WaitAsync(Longest, ct) ? new Place(_places) : null;

    public void Dispose() => _places.Dispose();

    private sealed class Place(SemaphoreSlim places) : IDisposable
    {
        public void Dispose() => places.Release();
    }
}
