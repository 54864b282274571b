namespace WhatsAppOrdering.Understanding;

/// <summary>Phrases of words; finds the longest that begins at a token in steps bounded by the longest phrase.</summary>
internal sealed class PhraseTrie<T>
    where T : class
{
    private sealed class Node
    {
        public Dictionary<string, Node> Next { get; } = new(StringComparer.Ordinal);

        public T? Value { get; set; }
    }

    private readonly Node root = new();

    /// <summary>Adds a phrase; a phrase that is there already is merged.</summary>
    public void Add(IEnumerable<string> words, Func<T?, T> merge)
    {
        var node = root;
        foreach (var word in words)
        {
            if (!node.Next.TryGetValue(word, out var next))
            {
                node.Next[word] = next = new Node();
            }

            node = next;
        }

        if (node != root)
        {
            node.Value = merge(node.Value);
        }
    }

    /// <summary>What is kept for exactly these words.</summary>
    public T? Find(IEnumerable<string> words)
    {
        var node = root;
        foreach (var word in words)
        {
            if (!node.Next.TryGetValue(word, out node!))
            {
                return null;
            }
        }

        return node.Value;
    }

    /// <summary>The longest phrase at <paramref name="start"/>, length 0 when there is none.</summary>
    public (int Length, T? Value) Longest(List<Token> tokens, int start, Func<Token, string> key)
    {
        var (node, length, value) = (root, 0, default(T));
        for (var i = start; i < tokens.Count && node.Next.TryGetValue(key(tokens[i]), out var next); i++)
        {
            node = next;
            if (node.Value is not null)
            {
                (length, value) = (i - start + 1, node.Value);
            }
        }

        return (length, value);
    }
}
