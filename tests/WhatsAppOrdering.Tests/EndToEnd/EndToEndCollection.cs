using Xunit;

namespace WhatsAppOrdering.Tests.EndToEnd;

/// <summary>Whole programs as child processes: within each of the two groups one after the other, so that the machine's few cores are not shared by too many of them.</summary>
internal static class EndToEndCollection
{
    public const string Crashes = "End to end: crashes";
    public const string Programs = "End to end: programs";
}

[CollectionDefinition(EndToEndCollection.Crashes)]
public sealed class CrashesCollection;

[CollectionDefinition(EndToEndCollection.Programs)]
public sealed class ProgramsCollection;
