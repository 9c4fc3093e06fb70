using Npgsql;

namespace Portcullis.Journal.Postgres;

/// <summary>Connections to one host, or to whichever of several is primary.</summary>
internal sealed class HostPool : IAsyncDisposable
{
    private readonly NpgsqlMultiHostDataSource? _hosts;

    public HostPool(NpgsqlConnectionStringBuilder settings)
    {
        var builder = new NpgsqlDataSourceBuilder(settings.ConnectionString);
        if (settings.Host?.Contains(',', StringComparison.Ordinal) == true)
        {
            _hosts = builder.BuildMultiHost();
            Source = _hosts.WithTargetSession(TargetSessionAttributes.Primary);
        }
        else
        {
            Source = builder.Build();
        }
    }

    public NpgsqlDataSource Source { get; }

    /// <summary>What was a standby a moment ago may be the primary now: all are asked anew.</summary>
    public void ForgetHosts() => _hosts?.ClearDatabaseStates();

    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        if (_hosts is not null)
            await _hosts.DisposeAsync();
    }
}
