using Microsoft.AspNetCore.Mvc;
using WhatsAppOrdering.Data;

namespace WhatsAppOrdering.Api;

/// <summary>The root of every read over HTTP: one transaction in the caller's name.</summary>
public sealed class ApiReads(Transactions transactions)
{
    public Task<IActionResult> RunAsync(ControllerBase controller, Func<ApiWork, Task<ApiAnswer>> work, bool ofOperator = false) =>
        ResultAsync(controller, async at => ApiResult.Of(await work(at)), ofOperator);

    /// <summary>For what is no JSON, or is written after the transaction has ended.</summary>
    public async Task<IActionResult> ResultAsync(ControllerBase controller, Func<ApiWork, Task<IActionResult>> work, bool ofOperator = false)
    {
        ArgumentNullException.ThrowIfNull(controller);
        var context = controller.HttpContext;
        if (ApiRequest.Read(context, isWrite: false, ofOperator, out var problem) is not { } request)
        {
            return ApiResult.Of(ApiAnswer.Invalid(problem));
        }

        return await transactions.RunAsync(
            Pool.Pages,
            async (services, ct) =>
            {
                await services.GetRequiredService<OrderingDb>().EnterTenantAsync(request.Wholesaler, ct);
                return await work(new ApiWork(services, request, ct));
            },
            context.RequestAborted);
    }
}
