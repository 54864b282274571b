using Xunit;

namespace WhatsAppOrdering.Tests.EndToEnd;

/// <summary>Whole programs as child processes: one after the other, so that the machine's few cores are not shared by too many of them.</summary>
[CollectionDefinition(Name)]
public sealed class EndToEndCollection
{
    public const string Name = "End to end";
}
