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
        services.AddSingleton<RunJob>();
        services.AddJob<TrimJobHistory>();
        services.AddQuartz(_ => { });
        services.AddHostedService<QuartzEngine>();
        services.AddQuartzHostedService(options => options.WaitForJobsToComplete = true);
        return services;
    }
}
