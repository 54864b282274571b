using Microsoft.EntityFrameworkCore;
using WhatsAppOrdering.Data;

namespace WhatsAppOrdering.Jobs;

/// <summary>Keeps the history readable: successes for a day, failures for thirty.</summary>
public sealed class TrimJobHistory(Transactions transactions) : IJob
{
    public string Name => "Trim job history";

    public TimeSpan Every => TimeSpan.FromMinutes(30);

    public Task<int> RunAsync(CancellationToken ct) =>
        transactions.RunAsync(
            Pool.Jobs,
            (services, token) => services.GetRequiredService<OrderingDb>().Database.ExecuteSqlAsync(
                $"""
                delete from job_run where started_at < clock_now() - case outcome when 'Succeeded' then interval '1 day' else interval '30 days' end
                """,
                token),
            ct);
}
