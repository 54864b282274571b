using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Shouldly;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Lab.Postgres;

namespace WhatsAppOrdering.Tests.Support;

/// <summary>The service's database as its owner sees it: questions across all tenants, a clock that can be moved.</summary>
public sealed class TestDatabase(OrderingConnectionStrings addresses)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(15);

    public string Name { get; } = new NpgsqlConnectionStringBuilder(addresses.Owner).Database!;

    /// <summary>Puts a clock in the place of <c>clock_now()</c> that goes as the real one does until it is moved.</summary>
    public Task TakeClockAsync() => DoAsync($"""
        create table test_clock (ahead interval not null);
        insert into test_clock values ('0');
        create or replace function clock_now() returns timestamptz language sql volatile security definer set search_path = public, pg_temp
            as 'select clock_timestamp() + (select ahead from test_clock)';
        """);

    /// <summary>Whoever asks for the time waits for 25 seconds, until <see cref="QuickClockAsync"/>: work that is long under way.</summary>
    public Task SlowClockAsync() => DoAsync($"""
        create or replace function clock_now() returns timestamptz language sql volatile security definer set search_path = public, pg_temp
            as 'select clock_timestamp() + (select ahead from test_clock) from pg_sleep(25)'
        """);

    public Task QuickClockAsync() => DoAsync($"""
        create or replace function clock_now() returns timestamptz language sql volatile security definer set search_path = public, pg_temp
            as 'select clock_timestamp() + (select ahead from test_clock)'
        """);

    public Task MoveClockAsync(TimeSpan by) => DoAsync($"update test_clock set ahead = ahead + {by}");

    public Task<DateTimeOffset> NowAsync() => OneAsync<DateTimeOffset>($"select clock_now() as \"Value\"");

    /// <summary>A connection of the owner's, outside the service.</summary>
    public async Task<NpgsqlConnection> ConnectAsync()
    {
        var connection = new NpgsqlConnection(addresses.Owner);
        await connection.OpenAsync();
        return connection;
    }

    public async Task<int> DoAsync(FormattableString sql)
    {
        await using var db = Open();
        return await db.Database.ExecuteSqlAsync(sql);
    }

    /// <summary>Rows of a shape; a scalar's column is called <c>Value</c>.</summary>
    public async Task<IReadOnlyList<T>> AskAsync<T>(FormattableString sql)
    {
        await using var db = Open();
        return await db.Database.SqlQuery<T>(sql).ToListAsync();
    }

    public async Task<T> OneAsync<T>(FormattableString sql) => (await AskAsync<T>(sql)).ShouldHaveSingleItem();

    /// <summary>Locks a number's conversations as a turn does, in the transaction that is open on <paramref name="holder"/>.</summary>
    public Task HoldConversationsAsync(NpgsqlConnection holder, string phoneNumberId) =>
        RunAsync(holder, "select * from conversation where phone_number_id = $1 order by person_id for no key update", phoneNumberId);

    /// <summary>Updates a number's inbox as the end of a turn does, in the transaction that is open on <paramref name="holder"/>.</summary>
    public Task HoldInboxAsync(NpgsqlConnection holder, string phoneNumberId) =>
        RunAsync(holder, "update inbox_message set reason = reason where phone_number_id = $1", phoneNumberId);

    /// <summary>How often PostgreSQL had to break a deadlock here. Idle backends are late to report, so the service's end first.</summary>
    public async Task<long> DeadlocksAsync(Pools service)
    {
        foreach (var pool in Enum.GetValues<Pool>())
        {
            service[pool].Clear();
        }

        await UntilAsync($"select count(*) = 0 as \"Value\" from pg_stat_activity where datname = {Name} and application_name like 'whatsapp-ordering %'");
        return await OneAsync<long>($"select deadlocks as \"Value\" from pg_stat_database where datname = {Name}");
    }

    /// <summary>Until nothing is being worked on and whatever waits is waiting for its time.</summary>
    public Task IdleAsync() => UntilAsync(
        async () => (await AskAsync<string>($"""
            select 'message ' || m.state || ' after ' || m.attempts || ' attempts' as "Value" from inbox_message m
            where m.state = 'Waiting' and (m.leased_until is not null or not exists (select from inbox_message h
                where h.phone_number_id = m.phone_number_id and h.person_id = m.person_id and h.state = 'Waiting' and h.next_attempt_at > clock_now()))
            union all
            select 'status' from inbox_status where state = 'Waiting' and (next_attempt_at is null or next_attempt_at <= clock_now())
            union all
            select 'reply ' || o.reply || ' ' || o.state from outbox o
            where o.state = 'Sending' or (o.state = 'Waiting' and not exists (select from outbox h
                where h.phone_number_id = o.phone_number_id and h.person_id = o.person_id
                    and (h.state = 'Ambiguous' or (h.state = 'Waiting' and h.next_attempt_at > clock_now())))
                and not exists (select from membership m where m.phone_number_id = o.phone_number_id and m.person_id = o.person_id
                    and m.wholesaler_id = o.wholesaler_id and m.quarantined_at is not null))
            limit 5
            """)) is { Count: > 0 } busy ? string.Join(", ", busy) : null);

    /// <summary>Until the question has the answer true.</summary>
    public Task UntilAsync(FormattableString question) => UntilAsync(async () => await OneAsync<bool>(question) ? null : question.Format);

    /// <param name="whatIsMissing">Null once all is as wished.</param>
    private static async Task UntilAsync(Func<Task<string?>> whatIsMissing)
    {
        var since = Stopwatch.GetTimestamp();
        while (await whatIsMissing() is { } missing)
        {
            Stopwatch.GetElapsedTime(since).ShouldBeLessThan(Deadline, missing);
            await Task.Delay(Pause);
        }
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql, string phoneNumberId)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = phoneNumberId });
        await command.ExecuteNonQueryAsync();
    }

    private OrderingDb Open() => new(new DbContextOptionsBuilder<OrderingDb>().UseNpgsql(addresses.Owner).Options);
}
