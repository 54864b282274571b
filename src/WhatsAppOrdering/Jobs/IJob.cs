namespace WhatsAppOrdering.Jobs;

/// <summary>
/// The one face of this folder: something that is to run every so often on every node. It finds its work by state,
/// claims it under a lock, and may run on several nodes at once.
/// </summary>
public interface IJob
{
    /// <summary>As the operator reads it.</summary>
    string Name { get; }

    TimeSpan Every { get; }

    /// <returns>How many items it dealt with.</returns>
    Task<int> RunAsync(CancellationToken ct);
}
