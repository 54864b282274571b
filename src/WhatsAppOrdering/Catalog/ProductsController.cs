using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using WhatsAppOrdering.Api;
using WhatsAppOrdering.Api.Described;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Jobs;
using WhatsAppOrdering.Understanding;

namespace WhatsAppOrdering.Catalog;

/// <summary>A wholesaler's catalog.</summary>
[ApiController]
[Route(ApiSetup.Root + "/products")]
public sealed class ProductsController(ApiReads reads, ApiWrites writes) : ControllerBase
{
    private const int MostProducts = 5000;

    /// <summary>By SKU; those no longer sold too.</summary>
    [HttpGet]
    [ApiScope(ApiScopes.CatalogRead)]
    [ProducesResponseType<Page<ProductBody>>(StatusCodes.Status200OK)]
    public Task<IActionResult> ListAsync(string? after, int? size) => reads.RunAsync(this, async work =>
    {
        var last = after is null ? "" : Paging.Key(after);
        if (Paging.Size(size) is not { } most || last is null || last.Any(char.IsControl))
        {
            return Paging.Invalid;
        }

        var found = await work.Db.Products.FromSql(
            $"select * from product where wholesaler_id = {work.Wholesaler.Value} and sku > {last} order by sku limit {most + 1}").AsNoTracking().ToListAsync(work.Ct);
        return ApiAnswer.Ok(Paging.Of(found.ConvertAll(ProductBody.Of), most, product => product.Sku));
    });

    /// <summary>The whole catalog in the import format. One bad row, and nothing is taken over.</summary>
    [HttpPut]
    [ApiScope(ApiScopes.CatalogWrite)]
    [ProducesResponseType<ImportBody>(StatusCodes.Status200OK)]
    [Body(typeof(CatalogInput))]
    public Task<IActionResult> ReplaceAsync(JsonElement body) => CatalogFile.Read(body) switch
    {
        CatalogReading.Accepted { Catalog: var catalog } => writes.RunAsync(this, "catalog.replace", catalog, async work =>
            await work.Db.Wholesalers.Where(found => found.Id == work.Wholesaler).Select(found => found.Currency).SingleOrDefaultAsync(work.Ct) switch
            {
                null => ApiAnswer.NotFound("wholesaler"),
                { } currency when currency != catalog.Currency => ApiAnswer.Refused("CURRENCY_MISMATCH", $"The catalog's currency is {currency}."),
                _ when catalog.Products.Count > MostProducts => ApiAnswer.Invalid($"products: at most {MostProducts}."),
                _ => ApiAnswer.Ok(await ImportAsync(work, catalog)),
            }),
        CatalogReading.Rejected { Errors: var errors } => Rejected(errors),
        _ => throw new InvalidOperationException("no such reading"),
    };

    /// <summary>One product in the import format, new or changed.</summary>
    [HttpPut("{sku}")]
    [ApiScope(ApiScopes.CatalogWrite)]
    [ProducesResponseType<ProductBody>(StatusCodes.Status200OK)]
    [Body(typeof(ProductInput))]
    public Task<IActionResult> PutAsync(string sku, JsonElement body)
    {
        var (product, errors) = CatalogFile.ReadProduct(body);
        if (product is null)
        {
            return Rejected(errors);
        }

        return writes.RunAsync(this, "product.put", product, async work =>
            product.Sku != sku ? ApiAnswer.Invalid("sku: the body's is not the route's.")
            : await work.Db.Wholesalers.Where(found => found.Id == work.Wholesaler).Select(found => (int?)found.CurrencyDigits).SingleOrDefaultAsync(work.Ct) is not { } digits
                ? ApiAnswer.NotFound("wholesaler")
            : !Money.IsAmount(product.PriceAmount, digits) ? Refused([new CatalogError(1, sku, CatalogRow.TooFine(digits))])
            : ApiAnswer.Ok(ProductBody.Of(await work.Get<ImportCatalog>().PutAsync(work.Wholesaler, product, work.Ct))));
    }

    /// <summary>It is no longer sold; orders that have it keep it.</summary>
    [HttpDelete("{sku}")]
    [ApiScope(ApiScopes.CatalogWrite)]
    [ProducesResponseType<ProductBody>(StatusCodes.Status200OK)]
    public Task<IActionResult> RemoveAsync(string sku) => writes.RunAsync(this, "product.remove", null, async work =>
        await work.Db.Products.AnyAsync(found => found.WholesalerId == work.Wholesaler && found.Sku == sku, work.Ct)
            && await work.Get<ImportCatalog>().DeactivateAsync(work.Wholesaler, sku, work.Ct) is { } product
            ? ApiAnswer.Ok(ProductBody.Of(product))
            : ApiAnswer.NotFound("product"));

    /// <summary>The new catalog is indexed at once, so that no shopkeeper's message has to wait for it.</summary>
    private static async Task<ImportBody> ImportAsync(ApiWork work, CatalogSnapshot catalog)
    {
        var done = await work.Get<ImportCatalog>().ReplaceAsync(work.Wholesaler, catalog, work.Ct);
        var (imported, wholesaler) = (work.Get<WakeUps<CatalogToIndex>>(), work.Wholesaler);
        work.Get<AfterCommit>().Do(() => imported.Wake(new CatalogToIndex(wholesaler)));
        return done;
    }

    private static Task<IActionResult> Rejected(IReadOnlyList<CatalogError> errors) => Task.FromResult<IActionResult>(ApiResult.Of(Refused(errors)));

    private static ApiAnswer Refused(IReadOnlyList<CatalogError> errors) =>
        ApiAnswer.Refused(ApiCodes.InvalidRequest, "Nothing was taken over: see the errors, row by row.", new { errors });
}
