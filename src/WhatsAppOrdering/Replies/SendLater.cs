using WhatsAppOrdering.Data;
using WhatsAppOrdering.Jobs;

namespace WhatsAppOrdering.Replies;

/// <summary>Wakes a person's sender after a while. An alarm that is lost costs time: the resending job looks too.</summary>
public sealed class SendLater(WakeUps<ToSend> sending, TimeProvider time)
{
    public void Wake(PersonKey person, TimeSpan after)
    {
        ITimer? timer = null;
        timer = time.CreateTimer(
            _ =>
            {
                sending.Wake(new ToSend(person));
                timer?.Dispose();
            },
            null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        timer.Change(after, Timeout.InfiniteTimeSpan);
    }
}
