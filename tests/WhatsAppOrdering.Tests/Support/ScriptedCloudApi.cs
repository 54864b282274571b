using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace WhatsAppOrdering.Tests.Support;

/// <summary>
/// Meta's server on a local port, doing as it is told: answers are taken in turn from a script, and once that is empty
/// every send is accepted with a wamid of its own, and every upload with an id.
/// </summary>
public abstract partial class ScriptedCloudApi : IAsyncDisposable
{
    private readonly ConcurrentQueue<StubAnswer> script = new();
    private readonly ConcurrentDictionary<string, ConcurrentQueue<StubAnswer>> scripts = new();
    private readonly ConcurrentQueue<StubRequest> requests = new();
    private int accepted;

    /// <summary>Scheme, host and port, for <c>WhatsApp:GraphBaseUrl</c>.</summary>
    public abstract string BaseUrl { get; }

    /// <summary>The <c>appsecret_proof</c> of the newest request.</summary>
    public string? Proof { get; private set; }

    /// <summary>What came in, without the proof, in the order of arrival; a request that was cut before its body has an empty body.</summary>
    public IReadOnlyList<StubRequest> Requests => [.. requests];

    /// <summary>Adds to the script.</summary>
    public ScriptedCloudApi Then(StubAnswer answer)
    {
        script.Enqueue(answer);
        return this;
    }

    /// <summary>Adds to the script of what is sent from one of our numbers to one person; it goes before the general one.</summary>
    public void ThenTo(string phoneNumberId, string person, StubAnswer answer) => scripts.GetOrAdd($"{phoneNumberId} {person}", _ => new()).Enqueue(answer);

    /// <summary>Adds an error answer in Meta's form.</summary>
    public ScriptedCloudApi ThenError(int status, int code, string details = "details", bool transient = false) => Then(Error(status, code, details, transient));

    /// <summary>An error answer in Meta's form.</summary>
    public static StubAnswer.Reply Error(int status, int code, string details = "details", bool transient = false) =>
        new(status, $$$"""
            {"error":{"message":"(#{{{code}}}) message","type":"OAuthException","code":{{{code}}},"is_transient":{{{(transient ? "true" : "false")}}},
             "error_data":{"messaging_product":"whatsapp","details":"{{{details}}}"},"fbtrace_id":"AbC123"}}
            """);

    public abstract ValueTask DisposeAsync();

    /// <param name="path">As <c>/v25.0/NUMBER/messages</c>.</param>
    /// <param name="body">What is sent; empty as long as it is not read.</param>
    protected StubAnswer Next(string path, string body)
    {
        if (!scripts.IsEmpty && path.Split('/') is [.., var number, "messages"] && Recipient().Match(body) is { Success: true } to
            && scripts.TryGetValue($"{number} {to.Groups[1].Value}", out var own) && own.TryDequeue(out var first))
        {
            return first;
        }

        return script.TryDequeue(out var next) ? next
            : path.EndsWith("/media", StringComparison.Ordinal) ? new StubAnswer.Reply(200, """{"id":"77000"}""")
            : Accept();
    }

    protected void Keep(string method, string path, string query, string authorization, string body)
    {
        Proof = ProofInQuery().Match(query) is { Success: true } proof ? proof.Groups[1].Value : null;
        requests.Enqueue(new(method, ProofInQuery().Replace(path + query, ""), authorization, body));
    }

    /// <summary>Does the work that comes before an acceptance.</summary>
    protected async Task<StubAnswer.Reply> AcceptAsync(StubAnswer.AcceptAfter late, string body)
    {
        var (wamid, reply) = NewAcceptance();
        await late.Work(body, wamid);
        return reply;
    }

    private StubAnswer.Reply Accept() => NewAcceptance().Reply;

    private (string Wamid, StubAnswer.Reply Reply) NewAcceptance()
    {
        var wamid = $"wamid.stub.{Interlocked.Increment(ref accepted)}";
        return (wamid, new(200, $$$"""
            {"messaging_product":"whatsapp","contacts":[{"input":"+1","wa_id":"1"}],"messages":[{"id":"{{{wamid}}}"}]}
            """));
    }

    [GeneratedRegex("""
        "to":"(?:\+|\\u002B)?([0-9]+)"
        """)]
    private static partial Regex Recipient();

    [GeneratedRegex("[?&]appsecret_proof=([^&]*)")]
    private static partial Regex ProofInQuery();
}

/// <summary>One request as the stub saw it.</summary>
public sealed record StubRequest(string Method, string Path, string Authorization, string Body);

/// <summary>What the stub does with one request.</summary>
public abstract record StubAnswer
{
    private StubAnswer()
    {
    }

    /// <summary>Reads the body and answers.</summary>
    public sealed record Reply(int Status, string Body, string? RetryAfter = null) : StubAnswer;

    /// <summary>Accepts, but only after some work, which is told the request's body and the message's new wamid.</summary>
    public sealed record AcceptAfter(Func<string, string, Task> Work) : StubAnswer;

    /// <summary>Cuts the connection when the headers are there, before reading the body.</summary>
    public sealed record CutBeforeBody : StubAnswer;

    /// <summary>Reads the body, then cuts the connection: Meta may have sent the message.</summary>
    public sealed record CutAfterBody : StubAnswer;

    /// <summary>Reads the body and says nothing until the client gives up.</summary>
    public sealed record Silence : StubAnswer;

    /// <summary>Never reads the body: nothing was sent when the client is gone.</summary>
    public sealed record Deaf : StubAnswer;
}
