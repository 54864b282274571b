using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using WhatsAppOrdering.WhatsApp;

namespace WhatsAppOrdering.Replies;

/// <summary>Turns a reply's name and facts into the message to send. Pure: no clock, no database, no network.</summary>
public sealed partial class ReplyRenderer(ReplyTemplates templates)
{
    /// <summary>
    /// The reply as free-form text, with buttons where it has some and the facts have a <c>subject</c>.
    /// Too long a list is shortened to "… and N more"; one to choose from goes on in a page of its own, or, where it has no
    /// pages and neither rows nor words would say a name in full, is numbered text. A language without the reply falls back
    /// to English.
    /// </summary>
    /// <exception cref="ReplyFactsException">A figure that the words state is missing.</exception>
    public OutboundMessage RenderFreeForm(string reply, string language, JsonElement facts, RenderContext ctx)
    {
        var template = templates.Find(reply, language);
        var longest = Facts.LongestList(facts);
        var most = ReplyButtons.MostItems(template, facts);
        var choices = ReplyButtons.For(template, facts, ctx, most);
        var data = Data(template, ctx);
        (int Cap, string Text) Fitted(int cap, int limit)
        {
            var (fits, words) = Longest(cap, limit, c => (c, Tidy(template.Body(Facts.Read(facts, c), data))), made => made.Item2.Length);
            return (fits, TextLimits.Cut(words, limit));
        }

        if (choices.Count == 0)
        {
            return new OutboundMessage.Text(Fitted(longest, TextLimits.Text).Text);
        }

        var isList = template.Buttons[0].Each is not null;
        var (said, text) = Fitted(isList ? Math.Min(longest, most) : longest, TextLimits.WithButtons);
        if (isList && said < choices.Count)
        {
            if (template.Buttons.Count > 1)
            {
                choices = ReplyButtons.For(template, facts, ctx, said);
            }
            else if (choices.Exists(c => c.Title.EndsWith('…')) && Fitted(longest, TextLimits.Text) is var whole && whole.Cap >= choices.Count)
            {
                return new OutboundMessage.Text(whole.Text);
            }
        }

        return choices.Count switch
        {
            <= TextLimits.Buttons when choices.All(c => c.Title.Length <= TextLimits.ButtonTitle) => new OutboundMessage.Buttons(text, choices),
            _ => new OutboundMessage.List(text, template.ListTitle!, choices),
        };
    }

    /// <summary>
    /// The reply as its approved template, for outside the 24-hour window; null if it has none. Values are one line,
    /// never empty, and a list in them is shortened until the filled body fits.
    /// </summary>
    /// <exception cref="ReplyFactsException">A figure, or what the buttons are about, is missing.</exception>
    public OutboundMessage.Template? RenderTemplate(string reply, string language, JsonElement facts, RenderContext ctx)
    {
        var template = templates.Find(reply, language);
        if (templates.Approved(template) is not { } approved)
        {
            return null;
        }

        // Where the template is not in the reply's language, its values are in the template's.
        if (approved.Language != ReplyLanguage.AtMeta(template.Language))
        {
            template = templates.Find(reply, ReplyTemplates.Fallback);
        }

        var payloads = ReplyButtons.For(template, facts, ctx).Select(b => b.Id).ToList();
        if (payloads.Count != approved.QuickReplies.Count)
        {
            throw new ReplyFactsException($"'{reply}' cannot leave as a template without 'wholesalerId' and 'subject' for its buttons.");
        }

        var data = Data(template, ctx);
        var values = Longest(
            Facts.LongestList(facts),
            TextLimits.TemplateBody,
            cap => Values(approved, template, Facts.Read(facts, cap), data),
            values => approved.Fill(values).Length);
        return new OutboundMessage.Template(approved.Name, approved.Language, Fitted(approved, values), payloads);
    }

    private WordingData Data(ReplyTemplate template, RenderContext ctx) => new(
        TimeZoneInfo.FindSystemTimeZoneById(ctx.TimeZoneId),
        ctx.Now,
        template.Language == ReplyTemplates.Fallback ? CultureInfo.InvariantCulture : CultureInfo.GetCultureInfo(template.Language),
        templates.States(template.Language),
        ctx.SaysZone);

    private static List<KeyValuePair<string, string>> Values(
        ApprovedTemplate approved, ReplyTemplate template, Dictionary<string, object?> facts, WordingData data)
    {
        var words = template.Parameters.ToDictionary(StringComparer.Ordinal);
        return [.. approved.Parameters.Select(p => KeyValuePair.Create(p, TextLimits.OneLine(words[p](facts, data)) is { Length: > 0 } value ? value : "–"))];
    }

    private static List<KeyValuePair<string, string>> Fitted(ApprovedTemplate approved, List<KeyValuePair<string, string>> values)
    {
        while (approved.Fill(values).Length - TextLimits.TemplateBody is > 0 and var over)
        {
            var longest = values.FindIndex(v => v.Value.Length == values.Max(w => w.Value.Length));
            var (name, value) = values[longest];
            values[longest] = new(name, TextLimits.Cut(value, Math.Max(1, value.Length - over)));
        }

        return values;
    }

    /// <summary>Renders with the greatest cap on lists that fits the limit; with a cap of one if none does.</summary>
    private static T Longest<T>(int cap, int limit, Func<int, T> render, Func<T, int> length)
    {
        var whole = render(cap);
        if (length(whole) <= limit || cap <= 1)
        {
            return whole;
        }

        var (fits, tooMuch, best) = (1, cap, render(1));
        while (tooMuch - fits > 1)
        {
            var middle = (fits + tooMuch) / 2;
            var tried = render(middle);
            (fits, tooMuch, best) = length(tried) <= limit ? (middle, tooMuch, tried) : (fits, middle, best);
        }

        return best;
    }

    private static string Tidy(string text) => BlankLines().Replace(text, "\n\n").Trim();

    [GeneratedRegex(@"[ \t]*\n(?:[ \t]*\n){2,}")]
    private static partial Regex BlankLines();
}
