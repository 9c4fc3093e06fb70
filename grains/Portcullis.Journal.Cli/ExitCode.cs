namespace Portcullis.Journal.Cli;

/// <summary>The same numbers as those of <c>portcullis</c>.</summary>
internal static class ExitCode
{
    public const int Ok = 0;
    public const int Unexpected = 1;
    public const int Usage = 2;
    public const int Unavailable = 5;
    public const int Integrity = 7;
}
