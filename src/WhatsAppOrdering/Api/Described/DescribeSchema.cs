using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace WhatsAppOrdering.Api.Described;

/// <summary>What the framework cannot see: amounts are exact decimals, and moments are written by a converter of ours.</summary>
internal sealed class DescribeSchema : IOpenApiSchemaTransformer
{
    public Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        var type = Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) ?? context.JsonTypeInfo.Type;
        var orNull = type == context.JsonTypeInfo.Type ? 0 : JsonSchemaType.Null;
        if (type == typeof(decimal))
        {
            (schema.Type, schema.Format) = (JsonSchemaType.Number | orNull, "decimal");
        }
        else if (type == typeof(DateTimeOffset))
        {
            (schema.Type, schema.Format) = (JsonSchemaType.String | orNull, "date-time");
        }
        else if (type == typeof(Money))
        {
            schema.Description = "An exact decimal in an ISO 4217 currency, with no more digits than the currency has. Never read it as a binary float.";
        }

        foreach (var attribute in context.JsonPropertyInfo?.AttributeProvider?.GetCustomAttributes(inherit: true) ?? [])
        {
            switch (attribute)
            {
                case ShapeAttribute shape:
                    (schema.Pattern, schema.MaxLength) = ($"^(?:{shape.Pattern})$", shape.Most);
                    break;
                case DigitsAttribute digits:
                    schema.MultipleOf = new decimal(1, 0, 0, false, (byte)digits.Most);
                    break;
                case WordsAttribute words:
                    var text = schema.Items as OpenApiSchema ?? schema;
                    (text.MinLength, text.MaxLength) = (1, words.Most);
                    break;
            }
        }

        return Task.CompletedTask;
    }
}
