using Shouldly;
using WhatsAppOrdering.Catalog;
using WhatsAppOrdering.Tests.Understanding.Corpus;
using WhatsAppOrdering.Understanding;
using Xunit;

namespace WhatsAppOrdering.Tests.Understanding;

/// <summary>
/// What shopkeepers write, labelled, in eight languages and for thirty-seven wholesalers' catalogs. The aside parts were written apart
/// from the code and are never looked at while mending: only their score counts.
/// </summary>
public sealed class CorpusTests(ITestOutputHelper output)
{
    private static readonly Dictionary<string, string> catalogs = new()
    {
        ["main.txt"] = "catalog.json", ["aside.txt"] = "catalog.json", ["main2.txt"] = "catalog2.json", ["aside2.txt"] = "catalog2.json",
        ["main3.txt"] = "catalog3.json", ["main12.txt"] = "catalog3.json",
        ["main4.txt"] = "catalog4.json", ["main5.txt"] = "catalog4.json",
        ["main6.txt"] = "catalog5.json", ["main7.txt"] = "catalog7.json", ["main8.txt"] = "catalog6.json",
        ["aside6.txt"] = "catalog6.json", ["main9.txt"] = "catalog8.json", ["aside9.txt"] = "catalog3.json",
        ["main10.txt"] = "catalog9.json", ["main11.txt"] = "catalog9.json", ["aside10.txt"] = "catalog9.json",
        ["main13.txt"] = "catalog.json", ["main14.txt"] = "catalog.json", ["main15.txt"] = "catalog.json", ["main16.txt"] = "catalog6.json", ["main17.txt"] = "catalog9.json",
        ["main18.txt"] = "catalog4.json", ["main19.txt"] = "catalog9.json", ["aside14.txt"] = "catalog8.json",
        ["aside13.txt"] = "catalog.json",
        ["main20.txt"] = "catalog10.json", ["aside20.txt"] = "catalog10.json", ["main21.txt"] = "catalog11.json", ["aside21.txt"] = "catalog11.json",
        ["main22.txt"] = "catalog10.json", ["main23.txt"] = "catalog11.json",
        ["main24.txt"] = "catalog13.json", ["aside24.txt"] = "catalog13.json", ["main25.txt"] = "catalog14.json", ["aside25.txt"] = "catalog14.json",
        ["main26.txt"] = "catalog15.json", ["aside26.txt"] = "catalog15.json",
        ["main27.txt"] = "catalog16.json", ["main28.txt"] = "catalog17.json", ["main29.txt"] = "catalog18.json", ["main30.txt"] = "catalog19.json", ["main31.txt"] = "catalog20.json",
        ["main32.txt"] = "catalog21.json", ["main33.txt"] = "catalog22.json", ["main34.txt"] = "catalog23.json",
        ["main35.txt"] = "catalog24.json", ["main36.txt"] = "catalog25.json",
        ["main37.txt"] = "catalog26.json", ["main38.txt"] = "catalog27.json", ["main39.txt"] = "catalog28.json", ["main40.txt"] = "catalog29.json", ["main41.txt"] = "catalog30.json",
        ["main42.txt"] = "catalog31.json", ["main43.txt"] = "catalog32.json", ["main44.txt"] = "catalog33.json", ["main45.txt"] = "catalog34.json",
        ["main46.txt"] = "catalog35.json", ["main47.txt"] = "catalog36.json", ["main48.txt"] = "catalog37.json",
        ["aside22.txt"] = "catalog12.json", ["aside23.txt"] = "catalog10.json",
    };

    [Theory]
    [InlineData("main", 93)]
    [InlineData("aside", 88)]
    public void A_corpus_is_read_within_the_gates(string corpus, double exact)
    {
        var (all, parts) = Read(corpus);
        output.WriteLine($"{corpus}: {all}");
        foreach (var (part, score) in parts)
        {
            output.WriteLine($"{part}: {score}");
        }

        all.ShouldSatisfyAllConditions(
            () => all.WrongShare.ShouldBeLessThan(2, "messages with a wrong line"),
            () => all.FalseShare.ShouldBeLessThan(1, "orders made of what is none"),
            () => all.AskShare.ShouldBeGreaterThanOrEqualTo(90, "asks when it should"),
            () => all.ExactShare.ShouldBeGreaterThanOrEqualTo(exact, "whole messages"));
        parts["p"].F1.ShouldBeGreaterThanOrEqualTo(95, "plain");
        parts["m"].F1.ShouldBeGreaterThanOrEqualTo(90, "medium");
        parts["h"].F1.ShouldBeGreaterThanOrEqualTo(75, "hard");
        parts.Where(part => part.Key.Length == 2)
            .ShouldAllBe(part => part.Value.ExactShare >= parts["en"].ExactShare - 10);
    }

    /// <summary>Each of these was misread before a kind of message was mended; none may be misread again.</summary>
    [Fact]
    public void What_was_misread_once_is_read_exactly()
    {
        var mended = ReadAll("main").Where(one => one.Message.IsMended).ToList();
        var misses = mended.Where(one => !new Score().Add(one.Message, one.Read, one.Catalog)).Select(one => Miss(one.Message, one.Read));

        misses.ShouldBeEmpty();
        mended.Count.ShouldBeGreaterThan(480);
    }

    [Fact]
    public void The_corpora_hold_enough_messages_and_enough_that_are_no_orders()
    {
        var rows = catalogs.Keys.SelectMany(file => Messages(file, TestCatalog.ReadCorpus(catalogs[file]))).ToList();

        rows.Count.ShouldBeGreaterThanOrEqualTo(900);
        rows.Count(row => !row.IsOrder).ShouldBeGreaterThanOrEqualTo(300);
        rows.Select(row => row.Language).Distinct().Count().ShouldBe(8);
    }

    private (Score All, SortedDictionary<string, Score> Parts) Read(string corpus)
    {
        var (all, parts) = (new Score(), new SortedDictionary<string, Score>(StringComparer.Ordinal));
        foreach (var (file, catalog, message, read) in ReadAll(corpus))
        {
            var isExact = all.Add(message, read, catalog);
            foreach (var part in new[] { message.Language, message.Difficulty.ToString(), file })
            {
                parts.TryAdd(part, new Score());
                parts[part].Add(message, read, catalog);
            }

            if (!isExact && corpus == "main")
            {
                output.WriteLine(Miss(message, read));
            }
        }

        return (all, parts);
    }

    private static IEnumerable<(string File, CatalogSnapshot Catalog, LabelledMessage Message, Interpretation Read)> ReadAll(string corpus)
    {
        foreach (var (file, named) in catalogs.Where(file => file.Key.StartsWith(corpus, StringComparison.Ordinal)))
        {
            var catalog = TestCatalog.ReadCorpus(named);
            var index = CatalogIndex.Build(catalog);
            foreach (var message in Messages(file, catalog))
            {
                yield return (file, catalog, message, Interpreter.Interpret(message.Text, index, message.Context));
            }
        }
    }

    private static string Miss(LabelledMessage message, Interpretation read) => $"""
        {message.Language} {message.Difficulty} {message.Text.ReplaceLineEndings("\\n")}
            expected {string.Join("; ", message.Lines)}{(message.Asks ? " ?" : "")} {message.Intent} {message.Amount}
            read {string.Join("; ", read.Lines.Select(line => (line.Sku, line.Quantity, line.Unit, line.Operation)))}{string.Concat(read.Questions.Select(one => $" ?{one.Text}"))} unknown [{string.Join(", ", read.Unknown)}] {read.Intent} {read.Amount}
        """;

    private static List<LabelledMessage> Messages(string file, CatalogSnapshot catalog) => LabelledMessage.Read(TestCatalog.ReadLines($"Corpus/{file}"), catalog);
}
