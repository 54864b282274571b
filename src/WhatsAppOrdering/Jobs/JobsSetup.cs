using Hangfire;
using Hangfire.Common;
using Hangfire.PostgreSql;
using Microsoft.Extensions.Options;
using Npgsql;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Hosting;

namespace WhatsAppOrdering.Jobs;

/// <summary>Hangfire: an alarm clock with a dashboard, never the truth. What there is to do is in our own tables.</summary>
public static class JobsSetup
{
    public static IServiceCollection AddJobs(this IServiceCollection services, IConfiguration configuration, string connectionString)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var section = configuration.GetSection(JobsOptions.Section);
        services.AddOptions<JobsOptions>().Bind(section).ValidateDataAnnotations().ValidateOnStart();
        var options = section.ReadOrDefault<JobsOptions>();
        services.AddSingleton<JobMetrics>();
        services.AddSingleton<WatchRuns>();
        services.AddSingleton<ForgetFailures>();
        services.AddSingleton<RunNow>();
        services.AddSingleton(provider => new Lazy<IBackgroundJobClientV2>(provider.GetRequiredService<IBackgroundJobClientV2>));
        services.AddSingleton(provider => new Lazy<JobStorage>(provider.GetRequiredService<JobStorage>));
        services.AddSingleton<Retries>();
        services.AddSingleton<RetryReply>();
        services.AddSingleton<RetryMessage>();
        // By container rather than in Hangfire's statics, so that two services in one process do not share them.
        services.AddSingleton(new HangfireConnections(connectionString, options.Connections));
        services.AddSingleton<JobStorage>(provider => new PostgreSqlStorage(provider.GetRequiredService<HangfireConnections>(), Storage(provider.GetRequiredService<IOptions<JobsOptions>>().Value)));
        services.AddSingleton<JobActivator>(provider => new Hangfire.AspNetCore.AspNetCoreJobActivator(provider.GetRequiredService<IServiceScopeFactory>()));
        services.AddSingleton<IJobFilterProvider>(Filters);
        services.AddHangfire((provider, hangfire) => hangfire
            .UseLogProvider(new HangfireLog(provider.GetRequiredService<ILoggerFactory>(), provider.GetRequiredService<Outage>()))
            .SetDataCompatibilityLevel(CompatibilityLevel.Version_180)
            .UseSimpleAssemblyNameTypeSerializer()
            .UseRecommendedSerializerSettings());
        if (options.Server)
        {
            services.AddHostedService<RegisterSchedule>();
            services.AddHangfireServer(server =>
            {
                server.WorkerCount = options.Workers;
                server.SchedulePollingInterval = TimeSpan.FromSeconds(1);
            });
        }

        return services;
    }

    private static PostgreSqlStorageOptions Storage(JobsOptions options) => new()
    {
        SchemaName = HangfireSchema.Name,
        PrepareSchemaIfNecessary = false,
        QueuePollInterval = TimeSpan.FromSeconds(1),
        InvisibilityTimeout = options.TakeOverAfter,
        UseSlidingInvisibilityTimeout = true,
        // A lock that a killed node left stops all recurring jobs for so long.
        DistributedLockTimeout = TimeSpan.FromSeconds(30),
        EnableTransactionScopeEnlistment = false,
    };

    /// <summary>Without Hangfire's own retries, but for replies and messages (<see cref="RetryStates"/>): a recurring job that failed is shown as failed, and comes again at its next time.</summary>
    private static JobFilterProviderCollection Filters(IServiceProvider provider)
    {
        var ours = new JobFilterCollection { new StatisticsHistoryAttribute(), provider.GetRequiredService<WatchRuns>(), new RetryStates() };
        return [ours, new JobFilterAttributeFilterProvider()];
    }
}

/// <summary>A pool of Hangfire's own.</summary>
internal sealed class HangfireConnections : IConnectionFactory, IAsyncDisposable
{
    private readonly NpgsqlDataSource _source;

    public HangfireConnections(string connectionString, int size)
    {
        // Named, or Npgsql's metrics would carry the connection string.
        var builder = new NpgsqlDataSourceBuilder(connectionString) { Name = "ordering Hangfire" };
        builder.ConnectionStringBuilder.MaxPoolSize = size;
        builder.ConnectionStringBuilder.ApplicationName = "whatsapp-ordering Hangfire";
        builder.ConnectionStringBuilder.Enlist = false;
        _source = builder.Build();
    }

    public NpgsqlConnection GetOrCreateConnection() => _source.CreateConnection();

    public ValueTask DisposeAsync() => _source.DisposeAsync();
}
