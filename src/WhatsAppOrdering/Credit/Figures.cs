using System.Text.Json;

namespace WhatsAppOrdering.Credit;

/// <summary>A line's figures in its currency, as the database computed them under the line's lock.</summary>
public record Figures
{
    public Guid LineId { get; init; }

    public string Currency { get; init; } = "";

    public long Seq { get; init; }

    public decimal Used { get; init; }

    public decimal Held { get; init; }

    public decimal Owed { get; init; }

    public decimal Limit { get; init; }

    public decimal Available { get; init; }
}

/// <summary>The figures after an entry. <see cref="EntryId"/> is null when there was nothing to write.</summary>
public sealed record Posting : Figures
{
    public Guid? EntryId { get; init; }

    public DateTimeOffset At { get; init; }

    /// <summary>How much of the order's credit was given back by this posting.</summary>
    public decimal Released { get; init; }

    /// <summary>When the order's amount falls due, once that is known.</summary>
    public DateTimeOffset? DueAt { get; init; }

    public Guid? PaymentId { get; init; }

    /// <summary>Why nothing was written: one of <see cref="CreditCodes"/>; null when all is well.</summary>
    public string? Code { get; init; }

    public string? Reason { get; init; }

    internal static Posting Parse(string answer) => JsonSerializer.Deserialize<Posting>(answer, JsonSerializerOptions.Web)!;
}
