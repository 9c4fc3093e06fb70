using Grpc.Testing;

// --port N serves the interoperability service until the process is told to stop.
var position = Array.IndexOf(args, "--port");
if (position < 0 || position + 1 >= args.Length || !int.TryParse(args[position + 1], out var port))
{
    Console.Error.WriteLine("usage: --port N");
    return 2;
}

await using var host = await InteropHost.StartAsync(port);
Console.WriteLine($"listening on {host.Address}");
await host.WaitForShutdownAsync();
return 0;
