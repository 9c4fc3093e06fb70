using System.Globalization;
using Portcullis.Journal.Benchmarks;

// Usage: dotnet run -c Release -- [--part throughput|half-load|slow-disk|verify] [--seconds 5] [--repeats 5] [--folder FOLDER] [--programs FOLDER]; all parts when none is named.
var settings = new Settings(
    TimeSpan.FromSeconds(double.Parse(Argument("--seconds", "5"), CultureInfo.InvariantCulture)),
    int.Parse(Argument("--repeats", "5"), CultureInfo.InvariantCulture),
    Argument("--folder", Path.Combine(Path.GetTempPath(), "portcullis-bench")),
    Argument("--programs", "/usr/lib/postgresql/15/bin"));
var part = Argument("--part", "");

if (part is "" or "throughput")
    await Throughput.RunAsync(settings, [1, 64, 256, 1024]);
if (part is "256")
    await Throughput.RunAsync(settings, [256]);
if (part is "" or "half-load")
    await HalfLoad.RunAsync(settings);
if (part is "" or "slow-disk")
    await SlowDisk.RunAsync(settings);
if (part is "" or "verify")
    await VerifySpeed.RunAsync(settings);
return 0;

string Argument(string name, string otherwise) => Array.IndexOf(args, name) is var at and >= 0 && at + 1 < args.Length ? args[at + 1] : otherwise;
