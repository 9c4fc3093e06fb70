using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Portcullis.Cli.Demo;

/// <summary>A gateway of the demonstration's own, as a child process, on a simulated clock and a port of its choice.</summary>
internal sealed class GatewayProcess : IAsyncDisposable
{
    private const string Variable = "PORTCULLIS_GATEWAY";
    private const string Listening = "LISTENING ";
    private const int Terminate = 15;
    private const int ErrorsKept = 40;

    private static readonly TimeSpan StartsWithin = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan StopsWithin = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly TimeProvider _time;
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Queue<string> _errors = new();

    private GatewayProcess(Process process, string folder, TimeProvider time)
    {
        _process = process;
        _time = time;
        KeyFile = Path.Combine(folder, "admin.key");
    }

    public Uri Address { get; private set; } = null!;

    public string KeyFile { get; }

    /// <summary>Starts it and waits until it listens.</summary>
    /// <param name="folder">Where its data lie.</param>
    /// <param name="calendar">Its news; null: none.</param>
    /// <param name="clockStart">Where its clock begins.</param>
    /// <param name="environment">Where the program is looked for.</param>
    /// <param name="cancellation">Ends the wait, and the gateway.</param>
    /// <exception cref="IOException">It cannot be found, or did not start; the message says what it said.</exception>
    public static async Task<GatewayProcess> StartAsync(
        string folder, string? calendar, DateTimeOffset clockStart, CliEnvironment environment, CancellationToken cancellation)
    {
        var start = BuiltProgram.Command(environment, Variable, Path.Combine("gateway", "Portcullis.Gateway"), "Portcullis.Gateway.dll");
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        foreach (var argument in Arguments(folder, calendar, clockStart))
            start.ArgumentList.Add(argument);

        var gateway = new GatewayProcess(new Process { StartInfo = start, EnableRaisingEvents = true }, folder, environment.Time);
        try
        {
            await gateway.RunAsync(cancellation);
            return gateway;
        }
        catch
        {
            await gateway.DisposeAsync();
            throw;
        }
    }

    /// <summary>Asks it to stop, so that its database is closed in order; ends it if it does not.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            if (!_process.HasExited)
            {
                Ask();
                await _process.WaitForExitAsync().WaitAsync(StopsWithin, _time);
            }
        }
        catch (TimeoutException)
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It was never started.
        }

        _process.Dispose();
    }

    private static string[] Arguments(string folder, string? calendar, DateTimeOffset clockStart) =>
    [
        "--clock", "simulated",
        "--clock-start", clockStart.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
        "--data-dir", folder,
        "--urls", "http://127.0.0.1:0",
        .. calendar is null ? Array.Empty<string>() : ["--calendar", Path.GetFullPath(calendar)],
    ];

    private async Task RunAsync(CancellationToken cancellation)
    {
        _process.OutputDataReceived += (_, line) => Heard(line.Data);
        _process.ErrorDataReceived += (_, line) => Complained(line.Data);
        _process.Exited += (_, _) => _address.TrySetException(new IOException(Said("The gateway ended before it was ready.")));
        try
        {
            _process.Start();
        }
        catch (Win32Exception e)
        {
            throw new IOException($"The gateway cannot be started: {e.Message}", e);
        }

        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        try
        {
            Address = await _address.Task.WaitAsync(StartsWithin, _time, cancellation);
        }
        catch (TimeoutException e)
        {
            throw new IOException(Said($"The gateway was not ready within {StartsWithin.TotalSeconds} seconds."), e);
        }
    }

    private void Heard(string? line)
    {
        if (line is not null && line.StartsWith(Listening, StringComparison.Ordinal) && Uri.TryCreate(line[Listening.Length..].Trim(), UriKind.Absolute, out var address))
            _address.TrySetResult(address);
        else
            Complained(line);
    }

    private void Complained(string? line)
    {
        if (line is null)
            return;
        lock (_errors)
        {
            _errors.Enqueue(line);
            if (_errors.Count > ErrorsKept)
                _errors.Dequeue();
        }
    }

    /// <summary>What went wrong, in the gateway's own last words.</summary>
    public string Said(string what)
    {
        lock (_errors)
            return _errors.Aggregate(new StringBuilder(what), (text, line) => text.AppendLine().Append("  ").Append(line)).ToString();
    }

    private void Ask()
    {
        // .NET knows no polite way to end another process; on Windows there is none for a program without a window.
        if (OperatingSystem.IsWindows() || Kill(_process.Id, Terminate) != 0)
            _process.Kill(entireProcessTree: true);
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int Kill(int process, int signal);
}
