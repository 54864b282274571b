using WhatsAppOrdering.Tests.Credit.Model;
using WhatsAppOrdering.Tests.EndToEnd;
using WhatsAppOrdering.Tests.Support;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(LongestFirst))]

namespace WhatsAppOrdering.Tests.Support;

/// <summary>What goes on for minutes, one test after the other, is begun first: it runs beside the rest instead of after it.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Long = [EndToEndCollection.Crashes, EndToEndCollection.Programs, nameof(StoryUnderFaultsTests), nameof(PlantedFaultTests)];

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderByDescending(collection => Array.Exists(Long, name => collection.TestCollectionDisplayName.Contains(name, StringComparison.Ordinal)))];
}
