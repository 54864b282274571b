using WhatsAppOrdering.Emulator.Hosting;
using WhatsAppOrdering.Emulator.Time;

namespace WhatsAppOrdering.Emulator.Chats;

/// <summary>All chats, found by phone number, by business-scoped user id or by a message in them.</summary>
public sealed class ChatBook
{
    private readonly Dictionary<string, Chat> byPhone;

    public ChatBook(EmulatorOptions options, EmulatorClock clock)
    {
        IEnumerable<PhoneOptions> people = options.Phones.Count > 0 ? options.Phones : EmulatorOptions.SamplePhones;
        var now = clock.GetUtcNow();
        All = [.. people.Select(person => new Chat(person, Digits(person.Phone), person.WindowOpen ? now : null))];
        byPhone = All.ToDictionary(chat => chat.Phone);
    }

    public IReadOnlyList<Chat> All { get; }

    public Chat? ByPhone(string phone) => byPhone.GetValueOrDefault(Digits(phone));

    /// <summary>Whom the business means by <c>to</c>.</summary>
    public Chat? ByNumber(string number) => All.FirstOrDefault(chat => chat.Number == Digits(number));

    public Chat? ByUserId(string userId) => All.FirstOrDefault(chat => chat.UserId == userId);

    public Chat? ByMessage(string id) => All.FirstOrDefault(chat =>
    {
        lock (chat.Gate)
        {
            return chat.Find(id) is not null;
        }
    });

    private static string Digits(string phone) => string.Concat(phone.Where(char.IsAsciiDigit));
}
