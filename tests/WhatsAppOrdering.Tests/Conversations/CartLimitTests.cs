using Shouldly;
using WhatsAppOrdering.Catalog;
using WhatsAppOrdering.Conversations;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Understanding;
using Xunit;

namespace WhatsAppOrdering.Tests.Conversations;

/// <summary>An order has room for a hundred lines: the others are named, and not dropped in silence.</summary>
public sealed class CartLimitTests
{
    [Fact]
    public void What_an_order_has_no_room_for_is_named()
    {
        var products = Enumerable.Range(1, 102).Select(i => new CatalogProduct($"S{i}", $"Product {i}", null, null, "bag", [new ProductUnit("bag", 1)], "bag", 10, "bag", new Dictionary<string, IReadOnlyList<string>>())).ToList();
        var catalog = new CatalogView(1, 2, new CatalogSnapshot("NPR", products));
        var conversation = new Conversation { PhoneNumberId = "1", PersonId = new PersonId(Guid.NewGuid()) };

        var left = Carts.Put(conversation, [.. products.Select(product => new CartLine(product.Sku, 1, "bag", 10))], catalog);

        conversation.Lines.Count.ShouldBe(100);
        left.ShouldBe(["Product 101", "Product 102"]);
    }
}
