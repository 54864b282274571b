using System.Net;
using Polly;
using Polly.Retry;

namespace WhatsAppOrdering.WhatsApp;

/// <summary>
/// Tries a POST up to three times, but only while it is proven that nothing was sent: the body was never asked for, so
/// name resolution, connecting or the TLS handshake failed. A POST whose body began to leave is never repeated, since
/// the Cloud API has no idempotency key. Must be the innermost handler.
/// </summary>
internal sealed class RetryUnsent(TimeProvider time) : DelegatingHandler
{
    private readonly ResiliencePipeline<HttpResponseMessage> pipeline =
        new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions<HttpResponseMessage>
            {
                MaxRetryAttempts = 2,
                Delay = TimeSpan.FromMilliseconds(200),
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                ShouldHandle = args => ValueTask.FromResult(
                    args.Outcome.Exception is NothingSentException && !args.Context.CancellationToken.IsCancellationRequested),
            })
            .Build();

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Content is null)
        {
            return await base.SendAsync(request, cancellationToken);
        }

        var body = new WatchedBody(request.Content);
        request.Content = body;
        try
        {
            return await pipeline.ExecuteAsync(async ct => await TryOnceAsync(request, body, ct), cancellationToken);
        }
        catch (OperationCanceledException cut) when (!body.Started)
        {
            throw new NothingSentException(cut);
        }
    }

    private async Task<HttpResponseMessage> TryOnceAsync(HttpRequestMessage request, WatchedBody body, CancellationToken ct)
    {
        try
        {
            return await base.SendAsync(request, ct);
        }
        catch (Exception failure) when (!body.Started && failure is HttpRequestException or OperationCanceledException)
        {
            throw new NothingSentException(failure);
        }
    }

    /// <summary>Knows whether the connection has ever asked for the body.</summary>
    private sealed class WatchedBody : HttpContent
    {
        private readonly HttpContent inner;
        private volatile bool started;

        public WatchedBody(HttpContent inner)
        {
            this.inner = inner;
            foreach (var header in inner.Headers)
            {
                Headers.TryAddWithoutValidation(header.Key, header.Value);
            }
        }

        public bool Started => started;

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
            SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            started = true;
            return inner.CopyToAsync(stream, context, cancellationToken);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = inner.Headers.ContentLength ?? -1;
            return length >= 0;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                inner.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}

/// <summary>No byte of the request's body left this machine. No <see cref="HttpRequestException"/>, since HttpClient turns those into cancellations.</summary>
internal sealed class NothingSentException(Exception cause) : IOException(cause.Message, cause);
