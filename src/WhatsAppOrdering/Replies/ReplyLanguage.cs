using WhatsAppOrdering.WhatsApp;

namespace WhatsAppOrdering.Replies;

/// <summary>A language that a person may choose for what we write to him.</summary>
/// <param name="Id">What the button's token carries.</param>
/// <param name="Code">BCP 47, as in the names of the template files.</param>
/// <param name="Name">In the language itself.</param>
/// <param name="Names">What people call it when they ask for it, in lower case.</param>
public sealed record ReplyLanguage(Guid Id, string Code, string Name, IReadOnlyList<string> Names)
{
    public static IReadOnlyList<ReplyLanguage> All { get; } =
    [
        Of(1, "en", "English", "english", "angrezi", "inglés", "ingles", "inglês", "kiingereza", "inggris", "अंग्रेजी", "अंग्रेज़ी", "الإنجليزية", "انجليزي"),
        Of(2, "hi", "हिन्दी", "hindi", "हिन्दी", "हिंदी"),
        Of(3, "ne", "नेपाली", "nepali", "नेपाली"),
        Of(4, "es", "Español", "español", "espanol", "spanish", "castellano"),
        Of(5, "pt", "Português", "português", "portugues", "portuguese"),
        Of(6, "sw", "Kiswahili", "kiswahili", "swahili"),
        Of(7, "ar", "العربية", "arabic", "العربية", "عربي", "عربى"),
        Of(8, "id", "Bahasa Indonesia", "indonesia", "indonesian", "bahasa", "melayu", "malay"),
    ];

    /// <summary>
    /// The code of the approved templates in a language that we write; null where Meta takes none of it, as of Nepali,
    /// so that the fallback's template is sent instead. Our Portuguese is Brazil's.
    /// </summary>
    public static string? AtMeta(string code) => code == "pt" ? "pt_BR" : TemplateLanguages.AtMeta.Contains(code) ? code : null;

    public static ReplyLanguage? Find(Guid id) => All.FirstOrDefault(language => language.Id == id);

    /// <summary>The only language that the text names; null when it names none or several.</summary>
    public static ReplyLanguage? NamedIn(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var named = All.Where(language => language.Names.Any(name => text.Contains(name, StringComparison.OrdinalIgnoreCase))).Take(2).ToList();
        return named.Count == 1 ? named[0] : null;
    }

    private static ReplyLanguage Of(int id, string code, string name, params string[] names) => new(new Guid(id, 0, 0, new byte[8]), code, name, names);
}
