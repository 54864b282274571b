using System.ComponentModel.DataAnnotations;

namespace WhatsAppOrdering.Emulator.Hosting;

/// <summary>
/// Section <c>Emulator</c>, from environment variables (<c>Emulator__AppSecret</c>) and the command line.
/// The defaults make the emulator run by itself; its credentials open nothing but itself.
/// </summary>
public sealed class EmulatorOptions
{
    public const string Section = "Emulator";

    /// <summary>The address to listen on; port 0 takes a free one.</summary>
    [Required]
    public string Urls { get; set; } = "http://127.0.0.1:5081";

    /// <summary>The service's webhook, where messages and statuses are posted.</summary>
    [Required]
    [Url]
    public string WebhookUrl { get; set; } = "http://127.0.0.1:5080/webhooks/whatsapp";

    /// <summary>Optional: the service's own clock, told the whole offset whenever this one jumps.</summary>
    [Url]
    public string? ClockUrl { get; set; }

    [Required]
    public string AppSecret { get; set; } = "emulator-app-secret";

    [Required]
    public string AccessToken { get; set; } = "emulator-access-token";

    [Required]
    public string PhoneNumberId { get; set; } = "100000000000001";

    [Required]
    public string DisplayPhoneNumber { get; set; } = "12025550199";

    [Required]
    public string BusinessAccountId { get; set; } = "200000000000001";

    /// <summary>The name that the phones show for the business account.</summary>
    [Required]
    public string BusinessName { get; set; } = "Business account";

    /// <summary>Optional: where the phones are, as IANA names it (Asia/Kathmandu), so that they show the times of which the business writes; else the browser's zone.</summary>
    public string? TimeZone { get; set; }

    /// <summary>The number's throughput; Meta's default is 80.</summary>
    [Range(1, 100_000)]
    public int MessagesPerSecond { get; set; } = 80;

    /// <summary>How many messages one person may be sent at once before the pair limit of one in 6 seconds holds; Meta's is 45.</summary>
    [Range(1, 100_000)]
    public int PairBurst { get; set; } = 45;

    /// <summary>Optional: a file of faults and events to play, see <c>Faults/Scenario.cs</c>.</summary>
    public string? Scenario { get; set; }

    /// <summary>Optional: a folder of its own where chats, windows, templates, pictures and the clock outlive a restart.</summary>
    public string? StateFolder { get; set; }

    /// <summary>The phones; when none is configured, <see cref="SamplePhones"/>.</summary>
    public IList<PhoneOptions> Phones { get; set; } = [];

    /// <summary>Numbers kept free for fiction, so that nobody real is ever meant.</summary>
    public static IReadOnlyList<PhoneOptions> SamplePhones { get; } =
    [
        new() { Name = "Amina Stores", Phone = "12025550101", WindowOpen = true },
        new() { Name = "Joseph Traders", Phone = "12025550102" },
        new() { Name = "Wholesaler", Phone = "12025550111", Role = PhoneRole.Wholesaler },
    ];
}

/// <summary>One person's phone.</summary>
public sealed class PhoneOptions
{
    [Required]
    public string Name { get; set; } = "";

    /// <summary>E.164 digits; a plus or spaces are dropped.</summary>
    [Required]
    public string Phone { get; set; } = "";

    /// <summary>The business-scoped user id, if this person has one.</summary>
    public string? UserId { get; set; }

    public PhoneRole Role { get; set; } = PhoneRole.Retailer;

    /// <summary>Starts as if this person had just written to the business.</summary>
    public bool WindowOpen { get; set; }
}

/// <summary>On which side of the page a phone stands; it means nothing else here.</summary>
public enum PhoneRole
{
    Retailer,
    Wholesaler,

    /// <summary>Somebody whom the service does not know; stands with the retailers.</summary>
    Stranger,
}
