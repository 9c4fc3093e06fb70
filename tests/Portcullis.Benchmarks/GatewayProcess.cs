using System.Diagnostics;
using System.Text.Json;

namespace Portcullis.Benchmarks;

/// <summary>The gateway as it runs for users: a process of its own, here on a given database with a profile that lets the load through.</summary>
internal sealed class GatewayProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string _folder;

    private GatewayProcess(Process process, string folder, string address, string key)
    {
        _process = process;
        _folder = folder;
        Address = address;
        Key = key;
    }

    public string Address { get; }

    public string Key { get; }

    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public static async Task<GatewayProcess> StartAsync(string postgres)
    {
        var folder = Directory.CreateTempSubdirectory("portcullis-bench-").FullName;
        var packs = WritePacks(folder);
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            ArgumentList =
            {
                Path.Combine(AppContext.BaseDirectory, "Portcullis.Gateway.dll"), "--urls", "http://127.0.0.1:0", "--data-dir", folder, "--postgres", postgres, "--packs", packs,
            },
        };
        var process = Process.Start(start)!;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
            if (line.StartsWith("LISTENING ", StringComparison.Ordinal))
                return new GatewayProcess(process, folder, line["LISTENING ".Length..], (await File.ReadAllTextAsync(Path.Combine(folder, "admin.key"))).Trim());
        throw new InvalidOperationException("The gateway ended before it listened; its message stands above.");
    }

    /// <summary>The base pack as it is, with limits that a load of thousands of orders a second does not meet.</summary>
    private static string WritePacks(string folder)
    {
        var packs = Path.Combine(folder, "packs");
        Directory.CreateDirectory(Path.Combine(packs, "base"));
        foreach (var file in new[] { "orders.json", "monitor.json" })
            File.Copy(Path.Combine(AppContext.BaseDirectory, "packs", "base", file), Path.Combine(packs, "base", file));
        var profile = new
        {
            name = "bench",
            title = "The base pack without rate limits",
            currency = "USD",
            startBalance = 1_000_000_000,
            session = new { zone = "UTC", boundary = "00:00", calendar = "always" },
            unitOfRisk = 1_000,
            duplicateWindowSeconds = 0,
            orderRules = new[] { "base/orders.json" },
            monitorRules = new[] { "base/monitor.json" },
            parameters = new
            {
                dailyLossLimit = 900_000_000, maxOrderQuantity = 5, maxPosition = 1_000_000, maxContracts = 1_000_000, maxOrderNotional = 900_000_000, maxGrossNotional = 900_000_000,
                maxRiskPerTrade = 900_000_000, maxOrdersPerSecond = 1_000_000, maxOrdersPerMinute = 1_000_000, maxMarkAgeMs = 600_000, maxSpreadTicks = 1_000, maxTradesPerDay = 1_000_000,
            },
        };
        File.WriteAllText(Path.Combine(packs, "bench.profile.json"), JsonSerializer.Serialize(profile));
        return packs;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
