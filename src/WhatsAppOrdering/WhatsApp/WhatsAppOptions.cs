using System.ComponentModel.DataAnnotations;

namespace WhatsAppOrdering.WhatsApp;

/// <summary>
/// What the backend must know to talk with Meta; configuration section <c>WhatsApp</c>.
/// Secrets and tokens come from the Meta app's dashboard ("App settings" and "System users").
/// </summary>
public sealed class WhatsAppOptions
{
    /// <summary>The configuration section's name.</summary>
    public const string Section = "WhatsApp";

    private const string NoSpace = @"\S+";

    /// <summary>The Meta app's secret: the HMAC key of every webhook.</summary>
    [Required(ErrorMessage = "WhatsApp:AppSecret is not set")]
    [RegularExpression(NoSpace, ErrorMessage = "WhatsApp:AppSecret must not contain white space (a line end from a secret file?)")]
    public string AppSecret { get; set; } = "";

    /// <summary>The secret before the last rotation; accepted as well while it is set.</summary>
    [RegularExpression(NoSpace, ErrorMessage = "WhatsApp:AppSecretPrevious must not contain white space")]
    public string? AppSecretPrevious { get; set; }

    /// <summary>The word that Meta repeats when it verifies the webhook's address.</summary>
    [Required(ErrorMessage = "WhatsApp:VerifyToken is not set")]
    public string VerifyToken { get; set; } = "";

    /// <summary>The system user's token, sent as bearer token with every call. Read anew for each call.</summary>
    [Required(ErrorMessage = "WhatsApp:AccessToken is not set")]
    [RegularExpression(NoSpace, ErrorMessage = "WhatsApp:AccessToken must not contain white space (a line end from a secret file?)")]
    public string AccessToken { get; set; } = "";

    /// <summary>Scheme, host and port of the Graph API. Read once, at the start.</summary>
    [Required(ErrorMessage = "WhatsApp:GraphBaseUrl is not set")]
    [RegularExpression(@"https?://\S+", ErrorMessage = "WhatsApp:GraphBaseUrl must be an absolute http or https address")]
    public string GraphBaseUrl { get; set; } = "https://graph.facebook.com";

    /// <summary>The Graph API version in the path; each lives about two years (Meta's "Graph API changelog").</summary>
    [Required(ErrorMessage = "WhatsApp:GraphVersion is not set")]
    [RegularExpression(@"v\d+\.\d+", ErrorMessage = "WhatsApp:GraphVersion must look like v25.0")]
    public string GraphVersion { get; set; } = "v25.0";

    /// <summary>The WhatsApp Business Account id; needed only to list and create templates.</summary>
    public string? BusinessAccountId { get; set; }

    /// <summary>The public address of our webhook, as the app's dashboard has it; only <c>doctor</c> needs it.</summary>
    [RegularExpression(@"https?://\S+", ErrorMessage = "WhatsApp:WebhookUrl must be an absolute address")]
    public string? WebhookUrl { get; set; }

    /// <summary>How long one send may take in all, connection tries included.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00", ErrorMessage = "WhatsApp:SendTimeout must be between 00:00:00.1 and 00:05:00")]
    public TimeSpan SendTimeout { get; set; } = TimeSpan.FromSeconds(15);
}
