using Grpc.Net.Client;
using Grpc.Testing;

// A server until it is told to stop, a client that runs the cases, or the descriptors as a file.
switch (args)
{
    case ["--port", var port]:
        await using (var host = await InteropHost.StartAsync(int.Parse(port, System.Globalization.CultureInfo.InvariantCulture)))
        {
            Console.WriteLine($"listening on {host.Address}");
            await host.WaitForShutdownAsync();
        }

        return 0;
    case ["--client", var address, .. var names]:
        using (var channel = GrpcChannel.ForAddress(address))
            foreach (var name in names.Length > 0 ? names : [.. InteropClient.Cases.Keys])
            {
                await InteropClient.Cases[name](new InteropClient(channel));
                Console.WriteLine($"{name}: passed");
            }

        return 0;
    case ["--descriptors", var path]:
        Descriptors.WriteTo(path);
        return 0;
    default:
        Console.Error.WriteLine("usage: --port N | --client ADDRESS [CASE...] | --descriptors FILE");
        return 2;
}
