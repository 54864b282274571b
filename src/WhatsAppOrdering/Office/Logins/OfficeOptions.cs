using System.ComponentModel.DataAnnotations;

namespace WhatsAppOrdering.Office.Logins;

/// <summary>Settings of the pages and of signing in to them.</summary>
public sealed class OfficeOptions
{
    public const string Section = "Office";

    /// <summary>Where people reach the pages: one-time links begin with it, and when it is https the sign-in's cookie goes over nothing else.</summary>
    [Url]
    public string PublicUrl { get; set; } = "http://127.0.0.1:5080";

    /// <summary>How long a one-time link opens its form.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "7.00:00:00")]
    public TimeSpan LinkLifetime { get; set; } = TimeSpan.FromDays(1);
}
