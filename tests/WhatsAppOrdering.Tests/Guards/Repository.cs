using System.Runtime.CompilerServices;

namespace WhatsAppOrdering.Tests.Guards;

/// <summary>The checkout that these tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = Path.GetFullPath(Path.Combine(ThisFolder(), "..", "..", ".."));

    public static string Service => Path.Combine(Root, "src", "WhatsAppOrdering");

    public static string Lab => Path.Combine(Root, "src", "WhatsAppOrdering.Lab");

    private static string ThisFolder([CallerFilePath] string thisFile = "") => Path.GetDirectoryName(thisFile)!;
}
