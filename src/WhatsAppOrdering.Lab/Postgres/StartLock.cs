namespace WhatsAppOrdering.Lab.Postgres;

/// <summary>Lets one process at a time make or start a cluster; the operating system frees it when that process dies.</summary>
internal static class StartLock
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(2);

    public static async Task<FileStream> TakeAsync(string path, CancellationToken cancel)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (TimeProvider.System.GetElapsedTime(begun) < _patience)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), cancel);
            }
        }
    }
}
