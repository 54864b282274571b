using System.Globalization;
using System.Text;

namespace WhatsAppOrdering.Credit;

/// <summary>
/// Lines of text as a PDF 1.4 document (ISO 32000-1) on A4, in Courier, which every reader has: no font file is needed.
/// Its encoding is Western; any other letter is printed as a question mark.
/// </summary>
internal sealed class PdfPages(string title)
{
    /// <summary>Letters in a line.</summary>
    public const int Width = 112;

    private const int LinesPerPage = 60;

    private readonly List<StringBuilder> _pages = [];
    private int _lines;

    public bool IsAtTop => _lines % LinesPerPage == 0;

    public void Add(string line, bool bold = false)
    {
        if (IsAtTop)
        {
            _pages.Add(new StringBuilder("BT 12.5 TL 40 800 Td\n"));
        }

        _lines++;
        _pages[^1].Append(CultureInfo.InvariantCulture, $"/{(bold ? "B" : "P")} 7.6 Tf ({Escape(line)}) Tj T*\n");
    }

    public byte[] Save()
    {
        using var pdf = new MemoryStream();
        var offsets = new List<long>();
        void Write(string text) => pdf.Write(Encoding.Latin1.GetBytes(text));
        void Object(string body)
        {
            offsets.Add(pdf.Position);
            Write($"{offsets.Count} 0 obj\n{body}\nendobj\n");
        }

        Write("%PDF-1.4\n");
        Object("<< /Type /Catalog /Pages 2 0 R >>");
        Object($"<< /Type /Pages /Count {_pages.Count} /Kids [{string.Join(' ', _pages.Select((_, page) => $"{6 + (2 * page)} 0 R"))}] >>");
        Object("<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>");
        Object("<< /Type /Font /Subtype /Type1 /BaseFont /Courier-Bold /Encoding /WinAnsiEncoding >>");
        Object($"<< /Title <FEFF{Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(title))}> >>");
        foreach (var page in _pages)
        {
            Object($"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /P 3 0 R /B 4 0 R >> >> /Contents {offsets.Count + 2} 0 R >>");
            var content = page.Append("ET").ToString();
            Object($"<< /Length {content.Length} >>\nstream\n{content}\nendstream");
        }

        var table = pdf.Position;
        Write($"xref\n0 {offsets.Count + 1}\n0000000000 65535 f \n{string.Concat(offsets.Select(offset => $"{offset:D10} 00000 n \n"))}");
        Write($"trailer\n<< /Size {offsets.Count + 1} /Root 1 0 R /Info 5 0 R >>\nstartxref\n{table}\n%%EOF\n");
        return pdf.ToArray();
    }

    private static string Escape(string line)
    {
        var text = new StringBuilder();
        foreach (var rune in line.EnumerateRunes())
        {
            var letter = rune.Value is (>= ' ' and <= '~') or (>= 0xA0 and <= 0xFF) ? (char)rune.Value : '?';
            text.Append(letter is '(' or ')' or '\\' ? "\\" : "").Append(letter);
        }

        return text.ToString();
    }
}
