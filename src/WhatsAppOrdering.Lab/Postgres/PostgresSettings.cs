namespace WhatsAppOrdering.Lab.Postgres;

/// <summary>How <see cref="PostgresServer"/> runs its server.</summary>
/// <param name="DataRoot">A directory that is ours alone: data, passwords, logs and unpacked binaries live below it.</param>
public sealed record PostgresSettings(string DataRoot)
{
    /// <summary>False trades safety after a power cut for speed; for tests.</summary>
    public bool Durable { get; init; } = true;

    /// <summary>The port on 127.0.0.1; 0 takes a free one.</summary>
    public int Port { get; init; }

    public int MaxConnections { get; init; } = 100;

    /// <summary>Where downloaded binaries are kept when not in the data root, so that several data roots share them.</summary>
    public string? BinariesRoot { get; init; }
}
