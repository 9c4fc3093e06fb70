namespace Portcullis.Grains;

public static class Limits
{
    /// <summary>A turn that lost to another node, or to a moved control, is decided again this often before it gives up.</summary>
    public const int Attempts = 20;

    /// <summary>Events between two snapshots of an account: at most what one load reads and folds in a tenth of a second.</summary>
    public const int EventsPerSnapshot = 2_000;

    /// <summary>An account without positions or working orders, and about which nobody asks, leaves memory after this.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromMinutes(30);
}
