using System.Diagnostics.CodeAnalysis;

namespace WhatsAppOrdering.Data;

/// <summary>An id that is a <see cref="Guid"/> underneath and a type of its own above, so that none is taken for another.</summary>
public interface IStrongId<TSelf>
    where TSelf : struct, IStrongId<TSelf>
{
    Guid Value { get; }

    [SuppressMessage("Design", "CA1000", Justification = "A static abstract factory is what makes one converter serve all ids.")]
    static abstract TSelf From(Guid value);
}

/// <summary>A wholesaler, the tenant of everything in Credit and Ordering.</summary>
public readonly record struct WholesalerId(Guid Value) : IStrongId<WholesalerId>
{
    public static WholesalerId From(Guid value) => new(value);

    public static WholesalerId New() => new(Guid.CreateVersion7());
}

/// <summary>A shop, as one wholesaler knows it.</summary>
public readonly record struct RetailerId(Guid Value) : IStrongId<RetailerId>
{
    public static RetailerId From(Guid value) => new(value);

    public static RetailerId New() => new(Guid.CreateVersion7());
}

/// <summary>Someone who writes to one of our numbers.</summary>
public readonly record struct PersonId(Guid Value) : IStrongId<PersonId>
{
    public static PersonId From(Guid value) => new(value);

    public static PersonId New() => new(Guid.CreateVersion7());
}

/// <summary>The credit line of one wholesaler and one shop.</summary>
public readonly record struct CreditLineId(Guid Value) : IStrongId<CreditLineId>
{
    public static CreditLineId From(Guid value) => new(value);

    public static CreditLineId New() => new(Guid.CreateVersion7());
}

/// <summary>An order.</summary>
public readonly record struct OrderId(Guid Value) : IStrongId<OrderId>
{
    public static OrderId From(Guid value) => new(value);

    public static OrderId New() => new(Guid.CreateVersion7());
}

/// <summary>A person at one of our numbers: the key of a conversation.</summary>
public readonly record struct PersonKey(string PhoneNumberId, PersonId Person);
