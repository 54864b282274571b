using Hangfire;
using Hangfire.Storage;
using Shouldly;
using WhatsAppOrdering.Jobs;
using WhatsAppOrdering.Tests.Guards;
using Xunit;

namespace WhatsAppOrdering.Tests.Jobs;

/// <summary>What a running service has stored must be found again by the next version.</summary>
public sealed class ScheduleTests
{
    /// <summary>
    /// Names, types, methods and arguments stand in the database. Where this fails, runs that wait there can't be found by the
    /// new program: change the expected file only if that is meant.
    /// </summary>
    [Fact]
    public void What_is_stored_of_each_job_is_frozen()
    {
        GlobalConfiguration.Configuration.UseSimpleAssemblyNameTypeSerializer().UseRecommendedSerializerSettings();
        var stored = Schedule.Jobs.Select(job => (job, InvocationData.SerializeJob(job.Job))).Select(pair =>
            $"{pair.job.Name} | {pair.job.Cron} | {pair.Item2.Type} | {pair.Item2.Method} | {pair.Item2.ParameterTypes} | {pair.Item2.Arguments}");
        stored.ShouldBe(File.ReadAllLines(Path.Combine(Repository.Root, "tests", "WhatsAppOrdering.Tests", "Jobs", "Expected", "schedule.txt")));
    }

    [Fact]
    public void Names_and_methods_are_each_one_job_s() =>
        (Schedule.Jobs.DistinctBy(job => job.Name).Count(), Schedule.Jobs.DistinctBy(job => job.Job.Type).Count())
            .ShouldBe((Schedule.Jobs.Count, Schedule.Jobs.Count));
}
