namespace WhatsAppOrdering.Replies;

/// <summary>
/// What states of orders, changes of a person and units are called. Reads <c>states/&lt;language&gt;.txt</c>: one <c>State | words</c> a
/// line, and for units <c>unit carton | cartón, cartones</c>.
/// </summary>
internal static class OrderStateWords
{
    private static readonly string[] Required =
        ["AwaitingApproval", "Placed", "Confirmed", "Dispatched", "Delivered", "Rejected", "Cancelled", "Expired", "NumberChanged", "AccountChanged", "PhoneChanged"];

    public static Dictionary<string, string> Read(string file, string content)
    {
        var words = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in content.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Split('|', StringSplitOptions.TrimEntries) is not [{ Length: > 0 } state, { Length: > 0 } text] || !words.TryAdd(state, text))
            {
                throw new TemplateFileException(file, $"has a line that is not 'State | words', or a state twice: '{line}'.");
            }
        }

        var missing = Required.Except(words.Keys).ToList();
        return missing.Count == 0 ? words : throw new TemplateFileException(file, $"has no words for {string.Join(", ", missing)}.");
    }
}
