using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using Portcullis.Client;

namespace Portcullis.Faults.Tests;

/// <summary>A gateway in a process of its own, to be killed.</summary>
internal sealed partial class GatewayProcess : IAsyncDisposable
{
    private const int Terminate = 15;
    private const int Stop = 19;
    private const int Continue = 18;

    private readonly Process _process;
    private readonly StringBuilder _said;

    private GatewayProcess(Process process, StringBuilder said, Uri address, string key)
    {
        (_process, _said, Address, Key) = (process, said, address, key);
        Admin = Connect(new RetryPolicy { MaxAttempts = 60, MaxBackoff = TimeSpan.FromSeconds(1) });
    }

    public Uri Address { get; }

    public string Key { get; }

    /// <summary>May do everything, and tries long.</summary>
    public PortcullisClient Admin { get; }

    /// <summary>Its log so far.</summary>
    public string Said
    {
        get
        {
            lock (_said) return _said.ToString();
        }
    }

    /// <summary>Lines of its log that tell of a bug.</summary>
    public IEnumerable<string> Errors => Said.Split(Environment.NewLine).Where(line => line.StartsWith("fail:", StringComparison.Ordinal) || line.StartsWith("crit:", StringComparison.Ordinal));

    /// <summary>Starts one and waits until it takes orders. Where a gate is asked for, it has the broker <c>gated</c> too.</summary>
    /// <exception cref="InvalidOperationException">It ended before that; the message is what it said.</exception>
    public static async Task<GatewayProcess> StartAsync(string dataDir, string packs, string? postgres, CancellationToken cancellationToken, Gate gate = Gate.None)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        var program = gate == Gate.None ? "Portcullis.Gateway.dll" : "Portcullis.Gateway.Driver.dll";
        foreach (var argument in (string[])[Path.Combine(AppContext.BaseDirectory, program), "--urls", "http://127.0.0.1:0", "--data-dir", dataDir, "--packs", packs]) start.ArgumentList.Add(argument);
        if (postgres is not null) start.Environment["PORTCULLIS_POSTGRES"] = postgres;
        else start.Environment.Remove("PORTCULLIS_POSTGRES");
        start.Environment["DOTNET_TieredPGO"] = "0";
        start.Environment["PORTCULLIS_GATE"] = gate == Gate.Closed ? "closed" : "open";
        var process = Process.Start(start)!;
        var said = new StringBuilder();
        process.ErrorDataReceived += (_, line) =>
        {
            lock (said) said.AppendLine(line.Data);
        };
        process.BeginErrorReadLine();
        try
        {
            while (await process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
            {
                if (!line.StartsWith("LISTENING ", StringComparison.Ordinal)) continue;
                var key = await File.ReadAllTextAsync(Path.Combine(dataDir, "admin.key"), cancellationToken);
                return new GatewayProcess(process, said, new Uri(line["LISTENING ".Length..]), key.Trim());
            }
        }
        catch
        {
            process.Kill();
            throw;
        }

        await process.WaitForExitAsync(cancellationToken);
        throw new InvalidOperationException($"The gateway ended with {process.ExitCode}:{Environment.NewLine}{said}");
    }

    public PortcullisClient Connect(RetryPolicy retry) => new(new PortcullisClientOptions { Address = Address, ApiKey = Key, Retry = retry, Timeout = TimeSpan.FromSeconds(60) });

    /// <summary>Completes when an order has come to the closed gate.</summary>
    public async Task OrderAtGateAsync(CancellationToken cancellationToken)
    {
        while (await _process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
            if (line.StartsWith("AT GATE ", StringComparison.Ordinal)) return;
        throw new InvalidOperationException($"The gateway has ended:{Environment.NewLine}{Said}");
    }

    /// <summary>Lets the orders at the gate go on to the broker, and all later ones.</summary>
    public Task OpenGateAsync() => _process.StandardInput.WriteLineAsync("open");

    /// <summary>SIGSTOP: it stands still, and its connections stay.</summary>
    public void Freeze() => _ = Signal(_process.Id, Stop);

    public void Thaw() => _ = Signal(_process.Id, Continue);

    /// <summary>kill -9: it gets no chance to say anything.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
    }

    /// <summary>Asks it to stop, as a service manager or Ctrl-C does.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> StopAsync(CancellationToken cancellationToken)
    {
        _ = Signal(_process.Id, Terminate);
        await _process.WaitForExitAsync(cancellationToken);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        Admin.Dispose();
        if (!_process.HasExited) await KillAsync();
        _process.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Signal(int process, int signal);
}
