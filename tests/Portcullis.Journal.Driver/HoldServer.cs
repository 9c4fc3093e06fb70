namespace Portcullis.Journal.Driver;

/// <summary>Uses a private instance until told to leave: says its connection string and the server's process, and waits.</summary>
internal static class HoldServer
{
    public static async Task<int> RunAsync(string folder)
    {
        await using var postgres = await PrivatePostgres.StartAsync(new PrivatePostgresOptions { DataFolder = folder });
        Console.WriteLine(postgres.ConnectionString);
        Console.WriteLine(postgres.ProcessId);
        await Console.In.ReadToEndAsync();
        return 0;
    }
}
