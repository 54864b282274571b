using System.Runtime.InteropServices;
using System.Text.Json;

namespace WhatsAppOrdering.Tests.Support;

/// <summary>Rewrites JSON without changing what it says, or at random. Works on the bytes of names and values, so odd ones survive.</summary>
internal static class MutateJson
{
    /// <summary>Every object's properties in random order; those of one name keep theirs, since the last one counts.</summary>
    public static byte[] Shuffle(byte[] json, Random random) => Rewrite(json, properties =>
    {
        var order = properties.Select((_, index) => index).ToArray();
        random.Shuffle(order);
        var shuffled = order.Select(index => properties[index]).ToList();
        return [.. shuffled.Select(property =>
        {
            var twins = properties.Where(other => other.Name.SequenceEqual(property.Name)).ToList();
            return twins[shuffled.Where(other => other.Name.SequenceEqual(property.Name)).ToList().IndexOf(property)];
        })];
    });

    /// <summary>Each object that holds something gets properties that nobody knows.</summary>
    public static byte[] Inject(byte[] json, Random random) => Rewrite(json, properties =>
    {
        string[] unknown = ["""{"a":[1,null]}""", "7", "\"x\"", "[]", "[1,\"y\"]", "null", "true", """{}"""];
        foreach (var _ in Enumerable.Range(0, properties.Count == 0 ? 0 : random.Next(1, 4)))
        {
            var name = JsonSerializer.SerializeToUtf8Bytes($"zz_{random.Next()}");
            properties.Insert(random.Next(properties.Count + 1), new(name[1..^1], System.Text.Encoding.UTF8.GetBytes(unknown[random.Next(unknown.Length)])));
        }

        return properties;
    });

    /// <summary>Some bytes changed, cut out, doubled, or replaced by something of JSON's own.</summary>
    public static byte[] Damage(byte[] json, Random random)
    {
        var bytes = json.ToList();
        string[] scraps = ["null", "{}", "[]", "\"\"", "0", "-1", "1e999", "99999999999999999999", "\\u0000", "\\ud83d", "{\"a\":", "[[[[[[[[", "true", ",", ":", "\"", "\u0000", "é"];
        for (var times = random.Next(1, 6); times > 0 && bytes.Count > 0; times--)
        {
            var at = random.Next(bytes.Count);
            var length = Math.Min(random.Next(1, 12), bytes.Count - at);
            switch (random.Next(4))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveRange(at, length);
                    break;
                case 2:
                    bytes.InsertRange(random.Next(bytes.Count), bytes.GetRange(at, length));
                    break;
                default:
                    bytes.RemoveRange(at, length);
                    bytes.InsertRange(at, System.Text.Encoding.UTF8.GetBytes(scraps[random.Next(scraps.Length)]));
                    break;
            }
        }

        return [.. bytes];
    }

    /// <summary>Some values anywhere in the tree exchanged for values of another kind: still JSON, but not Meta's.</summary>
    public static byte[] Distort(byte[] json, Random random) => Rewrite(json, properties =>
    {
        string[] odd = ["null", "{}", "[]", "\"\"", "0", "-1", "1.5", "1e999", "99999999999999999999", "\"\\ud83d\"", "\"\\u0000\"", "[null]", "[[]]", "[{}]", "true", "{\"id\":{}}"];
        for (var index = 0; index < properties.Count; index++)
        {
            if (random.Next(12) == 0)
            {
                properties[index] = properties[index] with { Value = System.Text.Encoding.UTF8.GetBytes(odd[random.Next(odd.Length)]) };
            }
        }

        return properties;
    });

    private static byte[] Rewrite(byte[] json, Func<List<Property>, List<Property>> change)
    {
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 4096 });
        return Rewrite(document.RootElement, change);
    }

    private static byte[] Rewrite(JsonElement element, Func<List<Property>, List<Property>> change) => element.ValueKind switch
    {
        JsonValueKind.Object => Join((byte)'{', (byte)'}', change([.. element.EnumerateObject().Select(property => new Property(
            JsonMarshal.GetRawUtf8PropertyName(property).ToArray(), Rewrite(property.Value, change)))])
            .Select(property => (byte[])[(byte)'"', .. property.Name, (byte)'"', (byte)':', .. property.Value])),
        JsonValueKind.Array => Join((byte)'[', (byte)']', element.EnumerateArray().Select(one => Rewrite(one, change))),
        _ => JsonMarshal.GetRawUtf8Value(element).ToArray(),
    };

    private static byte[] Join(byte open, byte close, IEnumerable<byte[]> parts)
    {
        var joined = new List<byte> { open };
        foreach (var part in parts)
        {
            if (joined.Count > 1)
            {
                joined.Add((byte)',');
            }

            joined.AddRange(part);
        }

        joined.Add(close);
        return [.. joined];
    }

    internal sealed record Property(byte[] Name, byte[] Value);
}
