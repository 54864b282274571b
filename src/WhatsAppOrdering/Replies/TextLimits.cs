using System.Globalization;
using System.Text;

namespace WhatsAppOrdering.Replies;

/// <summary>
/// WhatsApp's limits (Meta's "Interactive messages" and "Message templates" pages), counted in UTF-16 units,
/// which are never fewer than code points.
/// </summary>
internal static class TextLimits
{
    public const int Text = 4096;
    public const int WithButtons = 1024;
    public const int TemplateBody = 1024;
    public const int Caption = 1024;
    public const int Buttons = 3;
    public const int ButtonTitle = 20;
    public const int Rows = 10;
    public const int RowTitle = 24;
    public const int QuickReplyTitle = 25;

    /// <summary>The text itself if it fits, else as many whole graphemes as leave room for "…".</summary>
    public static string Cut(string text, int limit)
    {
        if (text.Length <= limit)
        {
            return text;
        }

        var (kept, end) = (0, StringInfo.GetNextTextElementLength(text));
        while (end < limit)
        {
            kept = JoinsNext(text[end - 1]) ? kept : end;
            end += StringInfo.GetNextTextElementLength(text, end);
        }

        return text[..kept].TrimEnd() + "…";
    }

    /// <summary>One line: control characters and line breaks become a space, runs of spaces one space.</summary>
    public static string OneLine(string text)
    {
        var line = new StringBuilder(text.Length);
        foreach (var c in text.Where(c => !IsDirectionOverride(c)))
        {
            var space = char.IsControl(c) || char.IsWhiteSpace(c);
            if (!space)
            {
                line.Append(c);
            }
            else if (line.Length > 0 && line[^1] != ' ')
            {
                line.Append(' ');
            }
        }

        return line.ToString().TrimEnd();
    }

    // .NET ends a text element after an Indic virama, though it ties the next consonant into one cluster (UAX #29, GB9c).
    private static bool JoinsNext(char c) => c is '\u094D' or '\u09CD' or '\u0ACD' or '\u0B4D' or '\u0C4D' or '\u0D4D';

    // They would let a name turn round the figures that stand behind it.
    private static bool IsDirectionOverride(char c) => c is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
}
