namespace WhatsAppOrdering.Lab.Postgres;

/// <param name="Owner">As <c>ordering_owner</c>, who owns the database and migrates it.</param>
/// <param name="Ordering">As <c>ordering_service</c>, who runs the service under row-level security.</param>
public sealed record OrderingConnectionStrings(string Owner, string Ordering);
