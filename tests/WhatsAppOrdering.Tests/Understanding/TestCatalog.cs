using System.Runtime.CompilerServices;
using Shouldly;
using WhatsAppOrdering.Catalog;
using WhatsAppOrdering.Understanding;

namespace WhatsAppOrdering.Tests.Understanding;

/// <summary>The demo catalog, read from the source tree.</summary>
internal static class TestCatalog
{
    public static CatalogSnapshot Snapshot { get; } = ReadDemo();

    public static CatalogIndex Index { get; } = CatalogIndex.Build(Snapshot);

    public static DialogueContext Empty { get; } = new("en", [], Awaiting.Nothing);

    public static string[] ReadLines(string file) => File.ReadAllLines(Path.Combine(Here(), file));

    public static CatalogSnapshot ReadDemo() => Read("../../../src/WhatsAppOrdering.Lab/Demo/catalog.json");

    /// <summary>One of the corpora's catalogs.</summary>
    public static CatalogSnapshot ReadCorpus(string file) => Read(Path.Combine("Corpus", file));

    private static CatalogSnapshot Read(string file)
    {
        using var stream = File.OpenRead(Path.Combine(Here(), file));
        return CatalogFile.Read(stream).ShouldBeOfType<CatalogReading.Accepted>().Catalog;
    }

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
