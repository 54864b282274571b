using System.Security.Cryptography;

namespace WhatsAppOrdering.Emulator.Graph;

/// <summary>One refusal as the Graph API tells it (Meta's "Error codes" page).</summary>
public sealed record GraphError(int Code, string Title, string Details, int HttpStatus = 400, int? Subcode = null)
{
    private const int TraceBytes = 12;

    public static GraphError BadToken { get; } =
        new(190, "Invalid OAuth access token - Cannot parse access token", "", StatusCodes.Status401Unauthorized);

    public static GraphError NoSuchObject(string id) =>
        new(100, $"Unsupported request. Object with ID '{id}' does not exist, cannot be loaded due to missing permissions, or does not support this operation", "", 400, 33);

    public static GraphError InvalidParameter(string details, int? subcode = null) => new(100, "Invalid parameter", details, 400, subcode);

    public static GraphError MissingParameter(string details) => new(131008, "Required parameter is missing", details);

    public static GraphError BadValue(string details) => new(131009, "Parameter value is not valid", details);

    public static GraphError UnsupportedType(string details) => new(131051, "Unsupported message type", details);

    public static GraphError Undeliverable { get; } = new(131026, "Message undeliverable", "Message Undeliverable.");

    public static GraphError WindowClosed { get; } = new(
        131047,
        "Re-engagement message",
        "Message failed to send because more than 24 hours have passed since the customer last replied to this number.");

    public static GraphError Throughput { get; } = new(
        130429, "Rate limit hit", "Cloud API message throughput has been reached.", StatusCodes.Status429TooManyRequests);

    public static GraphError PairLimit { get; } = new(
        131056, "(Business Account, Consumer Account) pair rate limit hit",
        "Too many messages sent from the sender phone number to the same recipient phone number in a short period of time.",
        StatusCodes.Status429TooManyRequests);

    public static GraphError TemplatePaused(string details) => new(132015, "Template is paused", details);

    public static GraphError TemplateDisabled(string details) => new(132016, "Template is disabled", details);

    public static GraphError TemplateExists { get; } = new(100, "Invalid parameter", "There is already content in this language.", 400, 2388024);

    public static GraphError ParameterCount(string details) => new(132000, "Number of parameters does not match the expected number of params", details);

    public static GraphError NoSuchTemplate(string details) =>
        new(132001, "Template name does not exist in the translation", details, StatusCodes.Status404NotFound);

    public static GraphError TooLongOnceFilled(string details) => new(132005, "Translated text too long", details);

    public static GraphError ParameterFormat(string details) => new(132012, "Parameter format does not match format in the created template", details);

    public static GraphError ParameterText(string details) => new(132018, "There's an issue with the parameters in your template", details);

    /// <summary>A fault that was asked for, with the HTTP status that Meta gives this code.</summary>
    public static GraphError Fault(int code, int? httpStatus) => new(code, "Fault asked for in the emulator", "Fault asked for in the emulator.", httpStatus ?? StatusOf(code));

    public IResult ToResult() => GraphJson.Answer(new { Error = Body() }, HttpStatus);

    private object Body() => new
    {
        Message = Details.Length == 0 ? Title : $"(#{Code}) {Title}",
        Type = Subcode == 33 ? "GraphMethodException" : "OAuthException",
        Code,
        ErrorSubcode = Subcode,
        ErrorData = Details.Length == 0 ? null : new { MessagingProduct = "whatsapp", Details },
        FbtraceId = "A" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(TraceBytes)).Replace('/', '_').Replace('+', '-'),
    };

    private static int StatusOf(int code) => code switch
    {
        0 or 190 => StatusCodes.Status401Unauthorized,
        1 or 131000 or 133016 => StatusCodes.Status500InternalServerError,
        2 or 131016 or 131057 => StatusCodes.Status503ServiceUnavailable,
        4 or 80007 or 130429 or 131048 or 131056 => StatusCodes.Status429TooManyRequests,
        3 or 10 or (>= 200 and <= 299) or 368 or 131005 or 131031 => StatusCodes.Status403Forbidden,
        132001 => StatusCodes.Status404NotFound,
        _ => StatusCodes.Status400BadRequest,
    };
}
