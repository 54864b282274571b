using System.Buffers.Text;
using System.Text;

namespace WhatsAppOrdering.Api;

/// <summary>A page of a list. <see cref="Next"/> goes into <c>after</c> for the following page; null on the last.</summary>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>Keyset paging: a page begins after the last key of the page before, so nothing is skipped or shown twice.</summary>
public static class Paging
{
    public const int MostItems = 200;
    public const int UsualItems = 50;

    private static readonly UTF8Encoding strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <returns>Null for a size that is out of bounds.</returns>
    public static int? Size(int? asked) => asked switch
    {
        null => UsualItems,
        > 0 and <= MostItems => asked,
        _ => null,
    };

    public static string Cursor(string key) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(key));

    /// <returns>Null when there is none or it is not one of ours.</returns>
    public static string? Key(string? cursor)
    {
        try
        {
            return string.IsNullOrEmpty(cursor) ? null : strict.GetString(Base64Url.DecodeFromChars(cursor));
        }
        catch (Exception other) when (other is FormatException or DecoderFallbackException)
        {
            return null;
        }
    }

    /// <param name="found">One item more than the page holds, when there are more.</param>
    public static Page<T> Of<T>(IReadOnlyList<T> found, int size, Func<T, string> key) =>
        found.Count > size ? new Page<T>([.. found.Take(size)], Cursor(key(found[size - 1]))) : new Page<T>(found, null);

    /// <summary>The last key of the page before, for lists that go by id.</summary>
    /// <returns>False for a cursor that is not one of ours.</returns>
    public static bool TryId(string? cursor, out Guid id)
    {
        id = Guid.Empty;
        return cursor is null || Guid.TryParse(Key(cursor), out id);
    }

    /// <summary>As <see cref="TryId"/>, for lists that go by number.</summary>
    public static bool TryNumber(string? cursor, long otherwise, out long number)
    {
        number = otherwise;
        return cursor is null || long.TryParse(Key(cursor), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out number);
    }

    public static ApiAnswer Invalid { get; } =
        ApiAnswer.Invalid($"size must be from 1 to {MostItems}, and after the text that the page before gave as next.");
}
