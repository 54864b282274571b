namespace WhatsAppOrdering.Data;

/// <summary>What this scope's transaction wants done once it is committed: alarms only, for a lost one costs no work.</summary>
public sealed class AfterCommit
{
    private readonly List<Action> _actions = [];

    public void Do(Action action) => _actions.Add(action);

    internal void Run() => _actions.ForEach(action => action());
}
