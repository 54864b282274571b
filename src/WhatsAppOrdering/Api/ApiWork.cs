using WhatsAppOrdering.Data;

namespace WhatsAppOrdering.Api;

/// <summary>What the work of a call has at hand, inside its transaction and as its wholesaler.</summary>
public sealed record ApiWork(IServiceProvider Services, ApiRequest Request, CancellationToken Ct)
{
    public WholesalerId Wholesaler => Request.Wholesaler;

    public string Actor => Request.Caller.Actor;

    public OrderingDb Db => Get<OrderingDb>();

    public T Get<T>()
        where T : notnull => Services.GetRequiredService<T>();
}
