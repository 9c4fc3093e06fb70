namespace Portcullis.Journal.Server;

/// <summary>A lock that the operating system gives back when its holder dies, however it dies.</summary>
internal sealed class FileLock : IDisposable
{
    private readonly FileStream _stream;

    private FileLock(FileStream stream) => _stream = stream;

    public static FileLock? TryTake(string path)
    {
        try
        {
            return new FileLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException)
        {
            return null;
        }
    }

    public static async Task<FileLock> TakeAsync(string path, TimeSpan patience, CancellationToken ct)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(patience);
        while (true)
        {
            if (TryTake(path) is { } taken)
                return taken;

            try
            {
                await Task.Delay(50, deadline.Token);
            }
            catch (OperationCanceledException) when (!ct.IsCancellationRequested)
            {
                throw new PrivatePostgresException($"Another program has held {path} for {patience.TotalSeconds:0} s: it is starting or stopping the same PostgreSQL and does not end.");
            }
        }
    }

    public void Dispose() => _stream.Dispose();
}
