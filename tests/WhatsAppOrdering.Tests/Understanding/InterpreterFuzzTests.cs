using Shouldly;
using WhatsAppOrdering.Understanding;
using Xunit;

namespace WhatsAppOrdering.Tests.Understanding;

public sealed class InterpreterFuzzTests
{
    /// <summary>50,000 messages by default; <c>FUZZ_ROUNDS=500000</c> makes it a million.</summary>
    private static readonly int Rounds = int.TryParse(Environment.GetEnvironmentVariable("FUZZ_ROUNDS"), out var rounds) ? rounds : 25_000;

    /// <summary>Looks at tokens per character, at most.</summary>
    private const int MostLooks = 40;

    [Fact]
    public void Random_and_mutated_text_never_throws_and_reads_the_same_twice()
    {
        var random = new Random(20251);
        var seeds = TestCatalog.ReadLines("messages.jsonl");
        for (var i = 0; i < Rounds; i++)
        {
            var text = i % 2 == 0 ? RandomText.Noise(random) : RandomText.Mutate(seeds[random.Next(seeds.Length)], random);
            var first = Interpreter.Interpret(text, TestCatalog.Index, TestCatalog.Empty);
            var second = Interpreter.Interpret(text, TestCatalog.Index, TestCatalog.Empty);
            Show(second).ShouldBe(Show(first), text);
            CheckLines(first, text);
        }
    }

    [Fact]
    public void Noise_makes_no_lines()
    {
        var random = new Random(20252);
        for (var i = 0; i < Rounds; i++)
        {
            var text = RandomText.Noise(random);
            Interpreter.Interpret(text, TestCatalog.Index, TestCatalog.Empty).Lines.ShouldBeEmpty(text);
        }
    }

    [Fact]
    public void A_message_longer_than_the_limit_is_read_up_to_it()
    {
        var text = string.Concat(Enumerable.Repeat("5 bag sugar\n", 6000));

        var read = Interpreter.Interpret(text, TestCatalog.Index, TestCatalog.Empty);

        read.Lines.Count.ShouldBeLessThanOrEqualTo(Interpreter.LongestMessage / 12 + 1);
    }

    [Fact]
    public void The_work_grows_with_the_message_and_no_faster()
    {
        var random = new Random(20253);
        var seeds = TestCatalog.ReadLines("messages.jsonl");
        for (var i = 0; i < Rounds / 250; i++)
        {
            var piece = i % 2 == 0 ? RandomText.Noise(random) : RandomText.Fragment(seeds[random.Next(seeds.Length)], random);
            var text = string.Concat(Enumerable.Repeat(piece, 1 + RandomText.Longest / Math.Max(1, piece.Length)));
            Interpreter.Interpret(text, TestCatalog.Index, TestCatalog.Empty).Looks.ShouldBeLessThan(MostLooks * Interpreter.LongestMessage, piece);
        }
    }

    /// <summary>Signs that the reader looks past, over and over: each is a message of nothing else.</summary>
    [Theory]
    [InlineData("$")]
    [InlineData("rs-")]
    [InlineData("5 no ")]
    [InlineData("no ")]
    [InlineData("5 sugar ")]
    [InlineData("foo : ")]
    [InlineData("1-")]
    [InlineData("5 dozen ")]
    [InlineData("set ")]
    [InlineData("and a half ")]
    public void No_sign_makes_the_reader_walk_the_whole_message_again(string piece)
    {
        var text = string.Concat(Enumerable.Repeat(piece, RandomText.Longest / piece.Length));

        Interpreter.Interpret(text, TestCatalog.Index, TestCatalog.Empty).Looks.ShouldBeLessThan(MostLooks * Interpreter.LongestMessage);
    }

    private static void CheckLines(Interpretation read, string text)
    {
        foreach (var line in read.Lines)
        {
            var product = TestCatalog.Snapshot.Products.Single(p => p.Sku == line.Sku);
            product.FactorOf(line.Unit).ShouldNotBeNull(text);
            line.Quantity.ShouldBeInRange(line.Operation == LineOperation.Remove ? 0 : 0.0001m, 9999, text);
        }

        read.Questions.ShouldAllBe(q => q.Options.Count <= 10);
    }

    private static string Show(Interpretation read) =>
        $"{read.Intent} {string.Join('|', read.Lines)} {string.Join('|', read.Unknown)} {string.Join('|', read.Trace)} {read.Amount}";

    /// <summary>Cut anew at each of its wishes such a list would double its work with every one, and never be done.</summary>
    [Theory]
    [InlineData("what is the price")]
    [InlineData("maybe later my wife will see 5 eggs")]
    [InlineData("my wife says we have plenty, and make the sugar 5")]
    public void A_list_of_wishes_before_other_talk_is_cut_once(string behind) =>
        Interpreter.Interpret(string.Join(", ", Enumerable.Repeat("add 1 sugar", 60).Append(behind)), TestCatalog.Index, TestCatalog.Empty)
            .Trace.ShouldNotBeEmpty();
}
