using Microsoft.Extensions.Logging;
using Shouldly;
using WhatsAppOrdering.Conversations;
using WhatsAppOrdering.Replies;
using Xunit;

namespace WhatsAppOrdering.Tests.Guards;

/// <summary>
/// What needs more than five others does more than one thing: it is split by what it does, not by putting its needs into a
/// bag. A log or a counter is no such need.
/// </summary>
public sealed class DependencyCountTests
{
    private const int Most = 5;

    [Fact]
    public void No_class_of_the_way_of_a_message_needs_more_than_five_others()
    {
        string[] slices = [typeof(Turn).Namespace!, typeof(SendReplies).Namespace!, "WhatsAppOrdering.Webhooks"];
        var needs = typeof(Turn).Assembly.GetTypes()
            .Where(type => slices.Contains(type.Namespace) && type is { IsClass: true, IsAbstract: false } && !IsRecord(type))
            .SelectMany(type => type.GetConstructors(), (type, made) => (type.Name, Needs: made.GetParameters()
                .Where(parameter => !typeof(ILogger).IsAssignableFrom(parameter.ParameterType) && !parameter.ParameterType.Name.EndsWith("Metrics", StringComparison.Ordinal)).Select(parameter => parameter.ParameterType.Name).ToList()));

        needs.Where(one => one.Needs.Count > Most).Select(one => $"{one.Name} needs {one.Needs.Count}: {string.Join(", ", one.Needs)}").ShouldBeEmpty();
    }

    private static bool IsRecord(Type type) => type.GetMethod("<Clone>$") is not null;
}
