namespace WhatsAppOrdering.Hosting.Doctor;

/// <summary>One line of the doctor's: what was looked at, how it is, and how to mend it.</summary>
public sealed record Finding(string What, Verdict Verdict, string Told, string? Mend = null)
{
    public static Finding Good(string what, string told) => new(what, Verdict.Good, told);

    public static Finding Bad(string what, string told, string mend) => new(what, Verdict.Bad, told, mend);

    public static Finding Warn(string what, string told, string mend) => new(what, Verdict.Warn, told, mend);

    public override string ToString() =>
        $"{Verdict switch { Verdict.Good => "ok", Verdict.Warn => "warn", _ => "BAD" },-5}{What,-20}{Told}{(Mend is null ? "" : $"  -> {Mend}")}";
}

/// <summary>Warn: it works today.</summary>
public enum Verdict
{
    Good,
    Warn,
    Bad,
}
