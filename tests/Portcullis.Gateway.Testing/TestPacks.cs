using System.Text.Json;
using System.Text.Json.Nodes;
using Portcullis.Testing;

namespace Portcullis.Gateway.Testing;

/// <summary>
/// A folder of packs for tests: the base rules that come with the gateway under profiles that trade around the clock. <c>wide</c> has limits
/// that no test reaches, <c>tight</c> ones that are reached at once. Files may be changed; the folder goes away with this.
/// </summary>
public sealed class TestPacks : IDisposable
{
    public const string Wide = "wide";
    public const string Tight = "tight";

    private const long Far = 1_000_000_000_000;

    public TestPacks()
    {
        Folder = TestFolder.NewPath("portcullis-packs-");
        foreach (var file in (string[])["base/orders.json", "base/monitor.json"])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(Folder, file))!);
            File.Copy(Path.Combine(AppContext.BaseDirectory, "packs", file), Path.Combine(Folder, file));
        }

        WriteProfile(Wide, Profile(Wide, WideLimits()));
        WriteProfile(Tight, Profile(Tight, new()
        {
            ["dailyLossLimit"] = 1_000, ["maxOrderQuantity"] = 10, ["maxPosition"] = 10, ["maxContracts"] = 10, ["maxRiskPerTrade"] = 500, ["maxMarkAgeMs"] = 5_000,
        }));
    }

    public string Folder { get; }

    /// <summary>Every limit far beyond what a test does.</summary>
    public static Dictionary<string, long> WideLimits() => new()
    {
        ["dailyLossLimit"] = Far,
        ["maxOrderQuantity"] = Far,
        ["maxOrderNotional"] = Far,
        ["maxPosition"] = Far,
        ["maxContracts"] = Far,
        ["maxGrossNotional"] = Far,
        ["maxRiskPerTrade"] = Far,
        ["priceCollar"] = Far,
        ["stopCollar"] = Far,
        ["maxMarkAgeMs"] = 600_000,
        ["maxSpreadTicks"] = Far,
        ["maxOrdersPerSecond"] = Far,
        ["maxOrdersPerMinute"] = Far,
        ["maxTradesPerDay"] = Far,
        ["maxConsecutiveLosses"] = Far,
    };

    public string PathOf(string name) => Path.Combine(Folder, $"{name}.profile.json");

    /// <summary>A profile as its file says it.</summary>
    public static JsonObject Profile(string name, Dictionary<string, long> parameters) => new()
    {
        ["name"] = name,
        ["title"] = $"Test profile {name}",
        ["firm"] = $"{name}-firm",
        ["currency"] = "USD",
        ["startBalance"] = 1_000_000,
        ["session"] = new JsonObject { ["zone"] = "UTC", ["boundary"] = "00:00", ["calendar"] = "always" },
        ["unitOfRisk"] = 100,
        ["duplicateWindowSeconds"] = 0,
        ["orderRules"] = new JsonArray("base/orders.json"),
        ["monitorRules"] = new JsonArray("base/monitor.json"),
        ["parameters"] = JsonSerializer.SerializeToNode(parameters),
    };

    /// <summary>Writes at once, as an editor that is kind to its readers does.</summary>
    public void WriteProfile(string name, JsonObject profile) => Write($"{name}.profile.json", profile.ToJsonString());

    public void Write(string file, string text)
    {
        var path = Path.Combine(Folder, file);
        File.WriteAllText(path + ".new", text);
        File.Move(path + ".new", path, overwrite: true);
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
