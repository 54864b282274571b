using Xunit;

namespace WhatsAppOrdering.Tests.EndToEnd;

/// <summary>Whole programs as child processes: one after the other, and beside no other test.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class EndToEndCollection
{
    public const string Name = "End to end";
}
