using Hangfire;

namespace WhatsAppOrdering.Jobs;

/// <summary>Hangfire's dashboard. Its POSTs need the anti-forgery token that its pages carry.</summary>
public static class JobsDashboard
{
    public const string Path = "/hangfire";

    /// <returns>The endpoint, which still has to be told who may see it.</returns>
    public static IEndpointConventionBuilder MapJobsDashboard(this WebApplication app) =>
        app.MapHangfireDashboardWithNoAuthorizationFilters(Path, new DashboardOptions
        {
            AppPath = "/office/work",
            DashboardTitle = "Jobs of WhatsApp ordering",
            DisplayStorageConnectionString = false,
            DisplayNameFunc = (_, job) => Schedule.Find(job)?.Name ?? RetryStates.NameOf(job) ?? job.ToString(),
        });
}
