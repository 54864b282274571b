using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace WhatsAppOrdering.Jobs;

/// <summary>One run of a job on one node: the history that the operator reads.</summary>
public sealed class JobRun
{
    public long Id { get; init; }

    public required string Job { get; init; }

    public required string Node { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; set; }

    public JobOutcome Outcome { get; set; }

    public int? Items { get; set; }

    public string? Message { get; set; }
}

public enum JobOutcome
{
    Running,
    Succeeded,
    Failed,
}

internal sealed class JobRunTable : IEntityTypeConfiguration<JobRun>
{
    public void Configure(EntityTypeBuilder<JobRun> builder)
    {
        builder.ToTable("job_run").HasKey(run => run.Id);
        builder.Property(run => run.Id).UseIdentityAlwaysColumn();
    }
}
