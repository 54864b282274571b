using System.Text;

namespace WhatsAppOrdering.Tests.Understanding;

/// <summary>Messages that nobody wrote: noise of every script, and real ones with letters changed. The bench's fuzz uses it too.</summary>
internal static class RandomText
{
    public const int Longest = 64 * 1024;

    private const string Letters = "abcxyz019 ,.-+*/@#:;()?!\n\t\u0000éßकখাاবท中😀\uD83D\uFE0F\u200D₹½٣५";

    public static string Noise(Random random) => Noise(random, random.Next(60));

    public static string Noise(Random random, int length)
    {
        var text = new StringBuilder(length);
        for (; length > 0; length--)
        {
            text.Append(random.Next(8) == 0 ? (char)random.Next(char.MaxValue) : Letters[random.Next(Letters.Length)]);
        }

        return text.ToString();
    }

    /// <summary>A few letters of a text.</summary>
    public static string Fragment(string text, Random random)
    {
        var start = random.Next(text.Length);
        return text.Substring(start, random.Next(1, Math.Min(16, text.Length - start) + 1));
    }

    /// <summary>The text with up to seven letters left out, put in or changed.</summary>
    public static string Mutate(string seed, Random random)
    {
        var text = new StringBuilder(seed);
        for (var changes = random.Next(1, 8); changes > 0 && text.Length > 0; changes--)
        {
            var at = random.Next(text.Length);
            switch (random.Next(3))
            {
                case 0:
                    text.Remove(at, 1);
                    break;
                case 1:
                    text.Insert(at, Letters[random.Next(Letters.Length)]);
                    break;
                default:
                    text[at] = seed[random.Next(seed.Length)];
                    break;
            }
        }

        return text.ToString();
    }
}
