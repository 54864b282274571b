namespace WhatsAppOrdering.Hosting;

/// <summary>The service cannot start as it is set up. The message says why and what a person can do about it.</summary>
public sealed class StartFailedException(string message, Exception? inner = null) : Exception(message, inner);
