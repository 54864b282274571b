using Xunit.Sdk;

namespace WhatsAppOrdering.Tests.Support;

/// <summary>Waits for a condition, never for a time.</summary>
public static class Until
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(50);

    /// <summary>Asks again and again until it is so.</summary>
    /// <exception cref="XunitException">It did not come to pass within three minutes.</exception>
    public static Task SoAsync(Func<Task<bool>> isSo, Func<string> complaint, TimeSpan? between = null) => SoAsync(isSo, () => Task.FromResult(complaint()), between);

    /// <inheritdoc cref="SoAsync(Func{Task{bool}}, Func{string}, TimeSpan?)"/>
    public static async Task SoAsync(Func<Task<bool>> isSo, Func<Task<string>> complaint, TimeSpan? between = null)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (!await isSo())
        {
            if (TimeProvider.System.GetElapsedTime(begun) > Patience)
            {
                throw new XunitException(await complaint());
            }

            await Task.Delay(between ?? Between);
        }
    }
}
