using WhatsAppOrdering.Data;
using WhatsAppOrdering.Jobs;
using WhatsAppOrdering.Replies;
using WhatsAppOrdering.Webhooks;

namespace WhatsAppOrdering.Conversations;

/// <summary>Rings for a person, once this scope's transaction is committed.</summary>
public sealed class Alarms(AfterCommit afterCommit, WakeUps<ToHandle> turns, WakeUps<ToSend> sending)
{
    /// <summary>Messages and replies may be waiting for him that nobody rang for.</summary>
    public void Ring(PersonKey person) => afterCommit.Do(() =>
    {
        turns.Wake(new ToHandle(person));
        sending.Wake(new ToSend(person));
    });
}
