namespace WhatsAppOrdering.Hosting.Postgres;

/// <summary>PostgreSQL could not be found, started or prepared. The message says what a person can do about it.</summary>
public sealed class PostgresUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
