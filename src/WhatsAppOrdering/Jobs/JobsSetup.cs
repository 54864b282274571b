using Quartz;

namespace WhatsAppOrdering.Jobs;

public static class JobsSetup
{
    /// <summary>Makes a job known; the engine that <see cref="AddJobs"/> wires runs it.</summary>
    public static IServiceCollection AddJob<TJob>(this IServiceCollection services)
        where TJob : class, IJob =>
        services.AddSingleton<TJob>().AddSingleton<IJob>(provider => provider.GetRequiredService<TJob>());

    public static IServiceCollection AddJobs(this IServiceCollection services)
    {
        services.AddSingleton<JobMetrics>();
        services.AddSingleton<RunJob>();
        services.AddJob<TrimJobHistory>();
        // Alarms ring by real time: Quartz mixes a clock that jumped with the system's, and every alarm would be overdue for ever.
        services.AddQuartz(quartz => quartz.UseTimeProvider(TimeProvider.System));
        services.AddHostedService<QuartzEngine>();
        services.AddQuartzHostedService(options => options.WaitForJobsToComplete = true);
        return services;
    }
}
