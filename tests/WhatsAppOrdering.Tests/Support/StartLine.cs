namespace WhatsAppOrdering.Tests.Support;

/// <summary>Holds every runner, each in its own open transaction, until the last has come; then all go at once.</summary>
public sealed class StartLine(int runners)
{
    private readonly TaskCompletionSource _go = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _here;

    public Task ArriveAsync()
    {
        if (Interlocked.Increment(ref _here) == runners)
        {
            _go.SetResult();
        }

        return _go.Task;
    }

    /// <summary>Runs all of them together.</summary>
    public static Task<T[]> RunAsync<T>(params Func<StartLine, Task<T>>[] runners)
    {
        var start = new StartLine(runners.Length);
        return Task.WhenAll(runners.Select(runner => Task.Run(() => runner(start))));
    }

    /// <summary>The same so many times, together.</summary>
    public static Task<T[]> RunAsync<T>(int runners, Func<StartLine, Task<T>> runner) =>
        RunAsync(Enumerable.Repeat(runner, runners).ToArray());
}
