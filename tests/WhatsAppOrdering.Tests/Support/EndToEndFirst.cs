using WhatsAppOrdering.Tests.EndToEnd;
using WhatsAppOrdering.Tests.Support;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(EndToEndFirst))]

namespace WhatsAppOrdering.Tests.Support;

/// <summary>Whole programs run one after the other for minutes: begun first, they run beside the rest instead of after it.</summary>
public sealed class EndToEndFirst : ITestCollectionOrderer
{
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderByDescending(collection => collection.TestCollectionDisplayName == EndToEndCollection.Name)];
}
