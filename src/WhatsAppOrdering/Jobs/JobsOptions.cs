using System.ComponentModel.DataAnnotations;

namespace WhatsAppOrdering.Jobs;

/// <summary>Section <c>Jobs</c>: what this node does of the recurring jobs.</summary>
public sealed class JobsOptions
{
    public const string Section = "Jobs";

    /// <summary>False for a node that serves webhooks, pages and the API only.</summary>
    public bool Server { get; set; } = true;

    /// <summary>Jobs that run at once on this node; each holds one connection of Hangfire's and one of its own.</summary>
    [Range(1, 20, ErrorMessage = "Jobs:Workers must be between 1 and 20.")]
    public int Workers { get; set; } = 4;

    /// <summary>How long after the sudden death of a node another one takes up the job that it was at.</summary>
    [Range(typeof(TimeSpan), "00:00:05", "01:00:00", ErrorMessage = "Jobs:TakeOverAfter must be between 00:00:05 and 01:00:00.")]
    public TimeSpan TakeOverAfter { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Hangfire's own connections: two for each worker (its job's heartbeat and its state), and some for schedule and dashboard.</summary>
    public int Connections => (2 * Workers) + 6;
}
