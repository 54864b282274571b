namespace WhatsAppOrdering.Hosting.Doctor;

/// <summary>When each Graph API version ends (Meta's "Graph API changelog: versions", read in November 2026).</summary>
public static class GraphVersions
{
    private static readonly TimeSpan Soon = TimeSpan.FromDays(90);

    private static readonly Dictionary<string, DateOnly?> Ends = new()
    {
        ["v20.0"] = new(2026, 9, 24),
        ["v21.0"] = new(2027, 1, 21),
        ["v22.0"] = new(2027, 5, 20),
        ["v23.0"] = new(2027, 10, 8),
        ["v24.0"] = new(2028, 2, 18),
        ["v25.0"] = new(2028, 7, 29),
        ["v26.0"] = null,
    };

    /// <summary>Warns 90 days ahead.</summary>
    public static Finding Check(string version, DateTimeOffset now)
    {
        const string What = "Graph version";
        const string Mend = "set WhatsApp:GraphVersion to a newer one after reading Meta's changelog";
        if (!Ends.TryGetValue(version, out var end))
        {
            return Finding.Warn(What, $"{version} is not known to this program", "compare Meta's changelog of versions");
        }

        return end is not { } last ? Finding.Good(What, $"{version}, no end announced")
            : last.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc) is var day && day < now ? Finding.Bad(What, $"{version} ended on {last:yyyy-MM-dd}", Mend)
            : day < now + Soon ? Finding.Warn(What, $"{version} ends on {last:yyyy-MM-dd}", Mend)
            : Finding.Good(What, $"{version}, until {last:yyyy-MM-dd}");
    }
}
