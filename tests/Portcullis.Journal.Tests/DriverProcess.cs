using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Portcullis.Journal.Tests;

/// <summary>A running driver that a test talks to, stops, continues or kills.</summary>
internal sealed partial class DriverProcess : IAsyncDisposable
{
    private const int Kill = 9;
    private const int Stop = 19;
    private const int Continue = 18;

    private readonly Process _process;

    private DriverProcess(Process process) => _process = process;

    public StreamReader Output => _process.StandardOutput;

    public static DriverProcess Start(params string[] arguments)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "Portcullis.Journal.Driver" + (OperatingSystem.IsWindows() ? ".exe" : string.Empty));
        return new DriverProcess(Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true })!);
    }

    public async Task<string> LineAsync() =>
        await Output.ReadLineAsync(TestContext.Current.CancellationToken) ?? throw new InvalidOperationException($"The driver ended with {_process.ExitCode} before it answered.");

    public Task SayAsync(string line) => _process.StandardInput.WriteLineAsync(line);

    public void Freeze() => Signal(_process.Id, Stop);

    public void Thaw() => Signal(_process.Id, Continue);

    public async Task KillAsync()
    {
        Signal(_process.Id, Kill);
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    public async Task<int> LeaveAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return _process.ExitCode;
    }

    /// <summary>kill -9 of a database server with all its processes: an orphaned backend would still answer what it has begun.</summary>
    public static void KillServer(int postmaster)
    {
        Signal(postmaster, Stop);
        foreach (var child in ChildrenOf(postmaster))
            _ = SendSignal(child, Kill);
        Signal(postmaster, Kill);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            Thaw();
            _process.Kill();
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        _process.Dispose();
    }

    private static IEnumerable<int> ChildrenOf(int parent) => File.ReadAllText($"/proc/{parent}/task/{parent}/children")
        .Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Select(pid => int.Parse(pid, CultureInfo.InvariantCulture));

    private static void Signal(int pid, int signal)
    {
        if (SendSignal(pid, signal) != 0)
            throw new InvalidOperationException($"The signal {signal} could not be sent to {pid}.");
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SendSignal(int pid, int signal);
}
