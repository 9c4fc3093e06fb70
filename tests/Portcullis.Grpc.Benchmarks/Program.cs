using System.Globalization;
using Portcullis.Grpc.Benchmarks;

switch (args)
{
    case ["serve", var port]:
        await EchoServer.RunAsync(int.Parse(port, CultureInfo.InvariantCulture));
        break;
    case ["streams", .. var rest]:
        await Comparison.RunAsync(Seconds(rest), streamsOnly: true);
        break;
    case ["memory", .. var rest]:
        await MemoryRun.RunAsync(rest.Length > 0 ? int.Parse(rest[0], CultureInfo.InvariantCulture) : 1_000_000);
        break;
    default:
        await Comparison.RunAsync(Seconds(args));
        break;
}

static double Seconds(string[] arguments) => arguments.Length > 0 ? double.Parse(arguments[0], CultureInfo.InvariantCulture) : 2;
