using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using WhatsAppOrdering.Data;

namespace WhatsAppOrdering.Tests.Support;

/// <summary>
/// What one pool of a service says to its database while this lives, in order: one text for each statement or batch, as
/// Npgsql tells, and <see cref="Commit"/> for each COMMIT that a root sends by itself. (BEGIN goes with the first statement.)
/// </summary>
public sealed class RoundTrips : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
{
    public const string Commit = "COMMIT";

    private readonly List<string> _said = [];
    private readonly List<IDisposable> _subscriptions = [];
    private readonly ActivityListener _statements;
    private readonly string _database;
    private readonly string _application;
    private readonly string _source;

    public RoundTrips(TestDatabase database, Pool pool)
    {
        _database = database.Name;
        _application = $"whatsapp-ordering {pool}";
        _source = $"ordering {pool}";
        _statements = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Npgsql",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = Add,
        };
        ActivitySource.AddActivityListener(_statements);
        _subscriptions.Add(DiagnosticListener.AllListeners.Subscribe(this));
    }

    public IReadOnlyList<string> Said
    {
        get
        {
            lock (_said)
            {
                return [.. _said];
            }
        }
    }

    public void OnNext(DiagnosticListener value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (value.Name == "Microsoft.EntityFrameworkCore")
        {
            _subscriptions.Add(value.Subscribe(this, name => name == RelationalEventId.TransactionCommitted.Name));
        }
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (value.Value is TransactionEndEventData { Context: { } context } && context.Database.GetDbConnection() is { } connection
            && connection.Database == _database && connection.ConnectionString.Contains(_application, StringComparison.Ordinal))
        {
            Add(Commit);
        }
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }

    public void Dispose()
    {
        _statements.Dispose();
        _subscriptions.ForEach(subscription => subscription.Dispose());
    }

    private void Add(Activity activity)
    {
        if (activity.GetTagItem("db.namespace") as string == _database && activity.GetTagItem("db.npgsql.data_source") as string == _source)
        {
            Add(activity.GetTagItem("db.query.text") as string ?? activity.DisplayName);
        }
    }

    private void Add(string said)
    {
        lock (_said)
        {
            _said.Add(said);
        }
    }
}
