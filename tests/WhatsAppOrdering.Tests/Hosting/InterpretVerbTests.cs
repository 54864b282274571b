using System.Text.Json.Nodes;
using Shouldly;
using WhatsAppOrdering.Hosting;
using Xunit;

namespace WhatsAppOrdering.Tests.Hosting;

/// <summary>The verb <c>interpret</c> as outsiders call it: a catalog and messages in files, one JSON line for each message.</summary>
public sealed class InterpretVerbTests : IDisposable
{
    private const string Catalog = """
        {"currency":"NPR","unitWords":{"bora":["sack"]},"products":[
          {"sku":"SUGAR","name":"Sugar","category":"Staples","packSize":"50 kg","baseUnit":"kg","units":[{"unit":"kg","factor":1},{"unit":"sack","factor":50}],"defaultUnit":"sack","price":{"amount":4500,"per":"sack"},"aliases":{"hi":["chini"]}},
          {"sku":"OIL-S","name":"Sunflower Oil","baseUnit":"litre","units":[{"unit":"litre","factor":1},{"unit":"carton","factor":12}],"defaultUnit":"carton","price":{"amount":200,"per":"litre"},"aliases":{"en":["oil"]}},
          {"sku":"OIL-M","name":"Mustard Oil","baseUnit":"litre","units":[{"unit":"litre","factor":1},{"unit":"carton","factor":12}],"defaultUnit":"carton","price":{"amount":210,"per":"litre"},"aliases":{"en":["oil"]}}]}
        """;

    private readonly string folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("""{"id":1,"text":"5 bora chini","language":"hi"}""", """{"id":1,"intent":"order","lines":[{"sku":"SUGAR","quantity":5,"unit":"sack","op":"add","confidence":1,"span":"5 bora chini"}],"unknown":[],"clarify":[]}""")]
    [InlineData("""{"id":"a","text":"2 carton oil"}""", """{"id":"a","intent":"clarify","lines":[],"unknown":[],"clarify":[{"text":"2 carton oil","options":["OIL-S","OIL-M"],"reason":"several products share the name"}]}""")]
    [InlineData("""{"id":2,"text":"the second","awaiting":"product","options":["OIL-S","OIL-M"],"quantity":2,"unit":"carton"}""", """{"id":2,"intent":"order","lines":[{"sku":"OIL-M","quantity":2,"unit":"carton","op":"add","confidence":1,"span":"the second"}],"unknown":[],"clarify":[]}""")]
    [InlineData("""{"id":3,"text":"4","awaiting":"quantity","sku":"SUGAR"}""", """{"id":3,"intent":"order","lines":[{"sku":"SUGAR","quantity":4,"unit":"sack","op":"add","confidence":0.95,"span":"4"}],"unknown":[],"clarify":[]}""")]
    [InlineData("""{"id":4,"text":"ok","awaiting":"confirm","basket":[{"sku":"SUGAR","quantity":5,"unit":"sack"}]}""", """{"id":4,"intent":"confirm","lines":[],"unknown":[],"clarify":[]}""")]
    [InlineData("""{"id":5,"text":"make sugar 3","basket":[{"sku":"SUGAR","quantity":5,"unit":"sack"}]}""", """{"id":5,"intent":"change-quantity","lines":[{"sku":"SUGAR","quantity":3,"unit":"sack","op":"set","confidence":0.95,"span":"sugar 3"}],"unknown":[],"clarify":[]}""")]
    [InlineData("""{"id":6,"text":"remove sugar","basket":[{"sku":"SUGAR","quantity":5,"unit":"sack"}]}""", """{"id":6,"intent":"remove","lines":[{"sku":"SUGAR","quantity":5,"unit":"sack","op":"remove","confidence":1,"span":"sugar"}],"unknown":[],"clarify":[]}""")]
    [InlineData("""{"id":7,"text":"make it 3","previous":["hello","5 sugar"],"basket":[{"sku":"OIL-M","quantity":1,"unit":"carton"},{"sku":"SUGAR","quantity":5,"unit":"sack"}]}""", """{"id":7,"intent":"change-quantity","lines":[{"sku":"SUGAR","quantity":3,"unit":"sack","op":"set","confidence":0.95,"span":"3"}],"unknown":[],"clarify":[]}""")]
    [InlineData("""{"id":8,"text":"5 bora","previous":["chini"]}""", """{"id":8,"intent":"order","lines":[{"sku":"SUGAR","quantity":5,"unit":"sack","op":"add","confidence":1,"span":"5 bora"}],"unknown":[],"clarify":[]}""")]
    [InlineData("""{"id":9,"text":"paid 5000"}""", """{"id":9,"intent":"payment","lines":[],"unknown":[],"clarify":[],"amount":5000}""")]
    [InlineData("""{"id":10,"text":"5 zzgrtw"}""", """{"id":10,"intent":"clarify","lines":[],"unknown":["zzgrtw"],"clarify":[]}""")]
    [InlineData("""{"id":11,"text":"sugar"}""", """{"id":11,"intent":"clarify","lines":[],"unknown":[],"clarify":[{"text":"sugar","options":["SUGAR"],"reason":"no clear quantity"}]}""")]
    [InlineData("""{"id":12,"text":"3 box suger"}""", """{"id":12,"intent":"clarify","lines":[],"unknown":[],"clarify":[{"text":"3 box suger","options":["SUGAR"],"reason":"not sold by box"}]}""")]
    [InlineData("""{"id":13,"text":"2 sack suger"}""", """{"id":13,"intent":"order","lines":[{"sku":"SUGAR","quantity":2,"unit":"sack","op":"add","confidence":0.9,"span":"2 sack suger"}],"unknown":[],"clarify":[]}""")]
    public async Task A_message_is_one_line(string message, string expected)
    {
        var (code, output, errors) = await RunAsync(message);

        errors.ShouldBeEmpty();
        code.ShouldBe(0);
        JsonNode.DeepEquals(JsonNode.Parse(output.ShouldHaveSingleItem()), JsonNode.Parse(expected)).ShouldBeTrue(output[0]);
    }

    [Fact]
    public async Task A_row_that_is_no_message_is_told_and_its_neighbours_are_read()
    {
        var (code, output, errors) = await RunAsync("{\"id\":1,\"text\":\"hi\"}", "not json", "", "{\"id\":2}", "{\"id\":3,\"text\":\"\"}");

        code.ShouldBe(1);
        output.Count.ShouldBe(2);
        errors.ShouldBe(["Line 2 of the messages is no JSON object with a text.", "Line 4 of the messages is no JSON object with a text."]);
    }

    private async Task<(int Code, List<string> Output, List<string> Errors)> RunAsync(params string[] messages)
    {
        var (catalog, file) = (Path.Combine(folder, "catalog.json"), Path.Combine(folder, "messages.jsonl"));
        await File.WriteAllTextAsync(catalog, Catalog);
        await File.WriteAllLinesAsync(file, messages);
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var code = await InterpretMessages.ExecuteAsync(catalog, file, output, errors);
        return (code, Lines(output), Lines(errors));
    }

    private static List<string> Lines(StringWriter written) => [.. written.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries)];
}
