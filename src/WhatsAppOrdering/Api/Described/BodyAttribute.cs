namespace WhatsAppOrdering.Api.Described;

/// <summary>The shape of a body that the route reads by hand, so that every fault in it can be told.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BodyAttribute(Type type) : Attribute
{
    public Type Type => type;
}
