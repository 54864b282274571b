using Quartz;

namespace WhatsAppOrdering.Jobs;

/// <summary>
/// Quartz as the alarm clock: memory store, every job on every node. The only file that names an engine;
/// another one (Hangfire's RecurringJob, say) would replace it and the two lines of <see cref="JobsSetup"/> that wire it.
/// </summary>
internal sealed class QuartzEngine(ISchedulerFactory schedulers, IEnumerable<IJob> jobs) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var scheduler = await schedulers.GetScheduler(cancellationToken);
        foreach (var job in jobs)
        {
            var detail = JobBuilder.Create<QuartzAlarm>().WithIdentity(job.Name).Build();
            var trigger = TriggerBuilder.Create()
                .WithIdentity(job.Name)
                .StartNow()
                .WithSchedule(SimpleScheduleBuilder.Create().WithInterval(job.Every).RepeatForever())
                .Build();
            await scheduler.ScheduleJob(detail, trigger, cancellationToken: cancellationToken);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

[DisallowConcurrentExecution]
internal sealed class QuartzAlarm(IEnumerable<IJob> jobs, RunJob run) : Quartz.IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        var job = jobs.Single(job => job.Name == context.JobDetail.Key.Name);
        await run.ExecuteAsync(job, cancellationToken);
    }
}
