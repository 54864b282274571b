using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Shouldly;
using WhatsAppOrdering.Api;
using WhatsAppOrdering.Conversations;
using WhatsAppOrdering.Credit;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Hosting;
using WhatsAppOrdering.Jobs;
using WhatsAppOrdering.Office.Logins;
using WhatsAppOrdering.Ordering;
using WhatsAppOrdering.Replies;
using WhatsAppOrdering.WhatsApp;
using Xunit;

namespace WhatsAppOrdering.Tests.Guards;

/// <summary>The example file names what the program reads, and nothing else.</summary>
public sealed class ExampleSettingsTests
{
    private static readonly Dictionary<string, Type> Sections = new()
    {
        [ApiOptions.Section] = typeof(ApiOptions),
        [ConversationOptions.Section] = typeof(ConversationOptions),
        [CreditOptions.Section] = typeof(CreditOptions),
        [DatabaseOptions.Section] = typeof(DatabaseOptions),
        [JobsOptions.Section] = typeof(JobsOptions),
        [TelemetryOptions.Section] = typeof(TelemetryOptions),
        [OfficeOptions.Section] = typeof(OfficeOptions),
        [OrderOptions.Section] = typeof(OrderOptions),
        [ReplyOptions.Section] = typeof(ReplyOptions),
        [ButtonOptions.Section] = typeof(ButtonOptions),
        [WhatsAppOptions.Section] = typeof(WhatsAppOptions),
    };

    [Fact]
    public void The_example_binds_and_validates()
    {
        foreach (var (section, type) in Sections)
        {
            var options = Example().GetSection(section).Get(type)!;
            Validator.ValidateObject(options, new ValidationContext(options), validateAllProperties: true);
        }
    }

    /// <summary>PostgreSQL takes 100 connections unless told otherwise and keeps three for superusers.</summary>
    [Fact]
    public void Three_nodes_with_the_examples_pools_fit_PostgreSQLs_default_limit()
    {
        var database = Example().GetSection(DatabaseOptions.Section).Get<DatabaseOptions>()!;
        var jobs = Example().GetSection(JobsOptions.Section).Get<JobsOptions>()!;
        (3 * (database.Total + jobs.Connections)).ShouldBeLessThanOrEqualTo(97);
    }

    [Fact]
    public void Every_name_in_the_example_is_one_that_the_program_reads()
    {
        foreach (var setting in Example().AsEnumerable().Where(setting => setting.Value is not null).Select(setting => setting.Key))
        {
            if (setting is Services.OrderingConnection or Services.OwnerConnection)
            {
                continue;
            }

            var parts = setting.Split(':');
            Sections.ShouldContainKey(parts[0], setting);
            Sections[parts[0]].GetProperty(parts[1]).ShouldNotBeNull(setting);
        }
    }

    [Fact]
    public void Every_name_that_the_program_reads_is_in_the_example() =>
        Sections.SelectMany(section => section.Value.GetProperties().Where(property => property.CanWrite).Select(property => $"{section.Key}:{property.Name}"))
            .Except(Example().AsEnumerable().Select(setting => setting.Key)).ShouldBeEmpty();

    [Theory]
    [InlineData("ConnectionStrings:Ordering")]
    [InlineData("WhatsApp:AppSecret")]
    [InlineData("WhatsApp:VerifyToken")]
    [InlineData("WhatsApp:AccessToken")]
    [InlineData("Buttons:SigningKey")]
    public async Task A_missing_setting_stops_the_start_and_is_named(string setting)
    {
        var builder = Microsoft.AspNetCore.Builder.WebApplication.CreateEmptyBuilder(new());
        builder.Configuration.AddConfiguration(Example());
        builder.Configuration[setting] = "";

        var error = await Should.ThrowAsync<Exception>(async () =>
        {
            builder.Services.AddLogging().AddRouting().AddService(builder.Configuration, builder.Configuration.Require(Services.OrderingConnection));
            await using var services = builder.Services.BuildServiceProvider();
            services.GetRequiredService<IStartupValidator>().Validate();
        });

        error.ToString().ShouldContain(setting);
    }

    private static IConfiguration Example() =>
        new ConfigurationBuilder().AddJsonFile(Path.Combine(Repository.Root, "appsettings.example.json")).Build();
}
