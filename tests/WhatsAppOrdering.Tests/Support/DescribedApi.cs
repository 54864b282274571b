using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace WhatsAppOrdering.Tests.Support;

/// <summary>The interface as /openapi/v1.json tells it, held against what is really answered.</summary>
public sealed class DescribedApi(string text)
{
    public const string Root = "/api/v1";

    private readonly JsonElement _document = JsonDocument.Parse(text).RootElement;

    public IEnumerable<DescribedOperation> Operations =>
        from path in _document.GetProperty("paths").EnumerateObject()
        from operation in path.Value.EnumerateObject()
        select new DescribedOperation($"{operation.Name.ToUpperInvariant()} {path.Name[Root.Length..]}", operation.Value);

    /// <summary>The operation that a call goes to; null where there is no such route.</summary>
    public DescribedOperation? Find(HttpMethod method, string path)
    {
        var plain = path.Split('?')[0];
        return Operations.Where(operation => operation.Matches(method.Method, plain)).OrderBy(operation => operation.Path.Count(letter => letter == '{')).FirstOrDefault();
    }

    /// <returns>How an answer differs from what is described; null when it does not.</returns>
    public string? Offence(HttpMethod method, string path, Reply reply)
    {
        if (Find(method, path) is not { } operation)
        {
            return null;
        }

        if (operation.Answer(reply.Status) is not { } answer)
        {
            return $"{operation.Route} does not say that it may answer {reply.Status}: {reply.Text}";
        }

        if (!answer.GetProperty("content").TryGetProperty(reply.MediaType ?? "", out var media))
        {
            return $"{operation.Route} does not say that it may answer {reply.Status} as {reply.MediaType}";
        }

        if (reply.Code is { } code)
        {
            return media.GetProperty("examples").TryGetProperty(code, out _) ? null : $"{operation.Route} does not say that it may answer {reply.Status} with {code}";
        }

        return reply.MediaType == "application/json" && Misfit(reply.Json, media.GetProperty("schema"), "") is { } misfit
            ? $"{operation.Route} answers otherwise than described, {misfit}: {reply.Text}"
            : null;
    }

    /// <returns>Where a value is not as its schema says; null when it is.</returns>
    public string? Misfit(JsonElement value, JsonElement schema, string at)
    {
        if (schema.TryGetProperty("$ref", out var reference))
        {
            return Misfit(value, Resolve(reference.GetString()!), at);
        }

        if (schema.TryGetProperty("oneOf", out var choices) || schema.TryGetProperty("anyOf", out choices))
        {
            var all = choices.EnumerateArray().Select(choice => Misfit(value, choice, at)).ToList();
            return all.Contains(null) ? null : all[^1];
        }

        if (schema.TryGetProperty("type", out var type) && !TypesOf(type).Any(name => Is(value, name)))
        {
            return $"{at} is a {value.ValueKind}, not {type}";
        }

        if (schema.TryGetProperty("enum", out var known) && !known.EnumerateArray().Any(one => one.ToString() == value.ToString()))
        {
            return $"{at} is {value}, not one of {known}";
        }

        return value.ValueKind switch
        {
            JsonValueKind.Object => ObjectMisfit(value, schema, at),
            JsonValueKind.Array when schema.TryGetProperty("items", out var items) =>
                value.EnumerateArray().Select((item, place) => Misfit(item, items, $"{at}.{place}")).FirstOrDefault(misfit => misfit is not null),
            _ => null,
        };
    }

    /// <summary>The path of every member that a body of this schema may have; the items of a list have the list's path.</summary>
    public IEnumerable<string> FieldsOf(JsonElement schema)
    {
        if (schema.TryGetProperty("$ref", out var reference))
        {
            return FieldsOf(Resolve(reference.GetString()!));
        }

        if (schema.TryGetProperty("oneOf", out var choices) || schema.TryGetProperty("anyOf", out choices))
        {
            return choices.EnumerateArray().SelectMany(FieldsOf);
        }

        if (schema.TryGetProperty("items", out var items))
        {
            return FieldsOf(items);
        }

        return !schema.TryGetProperty("properties", out var properties) ? [] : properties.EnumerateObject().SelectMany(member =>
            FieldsOf(member.Value).Select(inner => $"{member.Name}.{inner}").Prepend(member.Name));
    }

    private string? ObjectMisfit(JsonElement value, JsonElement schema, string at)
    {
        if (!schema.TryGetProperty("properties", out var properties))
        {
            return null;
        }

        if (schema.TryGetProperty("required", out var required)
            && required.EnumerateArray().FirstOrDefault(name => !value.TryGetProperty(name.GetString()!, out _) && !MayBeNull(properties.GetProperty(name.GetString()!))) is { ValueKind: JsonValueKind.String } missing)
        {
            return $"{at} lacks {missing}";
        }

        var isOpen = schema.TryGetProperty("additionalProperties", out _);
        return value.EnumerateObject().Select(member => properties.TryGetProperty(member.Name, out var inner)
            ? Misfit(member.Value, inner, $"{at}.{member.Name}")
            : isOpen ? null : $"{at}.{member.Name} is not described").FirstOrDefault(misfit => misfit is not null);
    }

    /// <summary>What is null is left out of answers.</summary>
    private bool MayBeNull(JsonElement schema) =>
        schema.TryGetProperty("$ref", out var reference) ? MayBeNull(Resolve(reference.GetString()!))
        : schema.TryGetProperty("oneOf", out var choices) ? choices.EnumerateArray().Any(MayBeNull)
        : schema.TryGetProperty("type", out var type) && TypesOf(type).Contains("null");

    private JsonElement Resolve(string reference) =>
        reference.TrimStart('#', '/').Split('/').Aggregate(_document, (at, step) => at.GetProperty(step.Replace("~1", "/", StringComparison.Ordinal)));

    private static IEnumerable<string> TypesOf(JsonElement type) =>
        type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Select(name => name.GetString()!) : [type.GetString()!];

    private static bool Is(JsonElement value, string type) => (type, value.ValueKind) switch
    {
        ("object", JsonValueKind.Object) or ("array", JsonValueKind.Array) or ("string", JsonValueKind.String) or ("number", JsonValueKind.Number) => true,
        ("boolean", JsonValueKind.True or JsonValueKind.False) or ("null", JsonValueKind.Null) => true,
        ("integer", JsonValueKind.Number) => value.TryGetInt64(out _),
        _ => false,
    };
}

/// <param name="Route">Such as <c>POST /orders/{id}/cancel</c>.</param>
public sealed record DescribedOperation(string Route, JsonElement Json)
{
    public string Path => Route.Split(' ')[1];

    public JsonElement? Answer(int status) =>
        Json.GetProperty("responses").TryGetProperty(status.ToString(CultureInfo.InvariantCulture), out var answer) ? answer : null;

    public bool Matches(string method, string path) =>
        Route.StartsWith(method + " ", StringComparison.Ordinal) && Regex.IsMatch(path, "^" + Regex.Replace(Path, @"\{\w+\}", "[^/]+") + "$");

    public override string ToString() => Route;
}
