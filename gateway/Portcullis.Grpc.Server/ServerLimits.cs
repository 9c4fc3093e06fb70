namespace Grpc.AspNetCore.Server;

/// <summary>Bounds of the server half where nobody configures another.</summary>
internal static class ServerLimits
{
    /// <summary>Calls at once on one connection; Kestrel's own default of 100 starves a gateway of streaming bots.</summary>
    public const int StreamsPerConnection = 1000;

    /// <summary>Services that the health service lists at once, as its protocol demands.</summary>
    public const int ListedServices = 100;
}
