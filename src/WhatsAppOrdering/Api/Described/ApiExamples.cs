using System.Reflection;
using System.Text.Json.Nodes;

namespace WhatsAppOrdering.Api.Described;

/// <summary>
/// The words and examples of the described interface: one <c>openapi.json</c> per slice beside its controllers. A text that
/// is <c>@name</c> stands for the example of that name in the same file.
/// </summary>
public sealed class ApiExamples
{
    private readonly Dictionary<string, ApiOperation> _operations = [];
    private readonly Dictionary<string, ApiParameter> _parameters = [];
    private readonly Dictionary<string, JsonObject> _problems = [];

    public ApiExamples()
    {
        var assembly = Assembly.GetExecutingAssembly();
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.EndsWith(".openapi.json", StringComparison.Ordinal)))
        {
            using var file = assembly.GetManifestResourceStream(name)!;
            Take(JsonNode.Parse(file)!.AsObject());
        }
    }

    /// <summary>By method and path below the root, such as <c>POST /orders/{id}/cancel</c>.</summary>
    public IReadOnlyDictionary<string, ApiOperation> Operations => _operations;

    /// <summary>By name; the same name means the same on every route.</summary>
    public IReadOnlyDictionary<string, ApiParameter> Parameters => _parameters;

    /// <summary>A problem with this code as it goes out.</summary>
    /// <param name="facts">What this operation adds to it; null for the usual.</param>
    public JsonObject Problem(string code, JsonNode? facts)
    {
        var usual = _problems[code];
        var problem = new JsonObject
        {
            ["type"] = $"urn:whatsapp-ordering:problem:{code}", ["title"] = Problems.TitleOf(code), ["status"] = Problems.StatusOf(code),
            ["detail"] = usual["detail"]!.DeepClone(), ["code"] = code,
        };
        foreach (var (name, value) in (facts ?? usual["facts"])?.AsObject() ?? [])
        {
            problem[name] = value?.DeepClone();
        }

        return problem;
    }

    private void Take(JsonObject file)
    {
        var named = file["examples"]?.AsObject() ?? [];
        foreach (var (route, value) in file["operations"]?.AsObject() ?? [])
        {
            var found = Full(value, named)!.AsObject();
            _operations.Add(route, new ApiOperation(
                found["summary"]!.GetValue<string>(), found["description"]?.GetValue<string>(), found["request"], found["answers"]?.AsObject() ?? [],
                found["media"]?.AsObject() ?? [], [.. found["codes"]?.AsArray().Select(code => code!.GetValue<string>()) ?? []], found["facts"]?.AsObject() ?? [], found["reads"] is not null));
        }

        foreach (var (name, value) in file["parameters"]?.AsObject() ?? [])
        {
            _parameters.Add(name, new ApiParameter(value!["description"]!.GetValue<string>(), value["example"]!));
        }

        foreach (var (code, value) in file["problems"]?.AsObject() ?? [])
        {
            _problems.Add(code, Full(value, named)!.AsObject());
        }
    }

    private static JsonNode? Full(JsonNode? node, JsonObject named) => node switch
    {
        JsonObject fields => new JsonObject(fields.Select(field => KeyValuePair.Create(field.Key, Full(field.Value, named)))),
        JsonArray items => new JsonArray([.. items.Select(item => Full(item, named))]),
        JsonValue value when value.TryGetValue(out string? text) && text.StartsWith('@') =>
            Full(named[text[1..]] ?? throw new InvalidOperationException($"No example is called {text}."), named),
        null => null,
        _ => node.DeepClone(),
    };
}

/// <param name="Answers">By status, the bodies of JSON.</param>
/// <param name="Media">Other media types of the same answer.</param>
/// <param name="Codes">Of refusals that not every operation has.</param>
/// <param name="Facts">By code, what this operation adds to the problem.</param>
/// <param name="Reads">It writes nothing, though it is no GET.</param>
public sealed record ApiOperation(
    string Summary, string? Description, JsonNode? Request, JsonObject Answers, JsonObject Media, IReadOnlyList<string> Codes, JsonObject Facts, bool Reads);

public sealed record ApiParameter(string Description, JsonNode Example);
