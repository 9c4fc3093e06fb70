using Portcullis.Journal;
using Portcullis.Journal.Projections;
using Portcullis.Reports;
using Limits = Portcullis.Reports.Limits;

namespace Portcullis.Gateway.Hosting;

/// <summary>
/// Keeps the reports up to date beside the decisions, in a small share of the time. Whatever goes wrong here stops the reports and nothing else.
/// </summary>
public sealed partial class ReportsRunner : BackgroundService
{
    private static readonly ProjectionPace Pace = new(Limits.StepPause, Limits.Share, Limits.LongestPause, Limits.OutagePause);

    private readonly ProjectionRunner _runner;
    private readonly ILogger<ReportsRunner> _log;
    private string? _fault;

    public ReportsRunner(PostgresJournal journal, ILogger<ReportsRunner> log)
    {
        (_runner, _log) = (journal.Project(ReportsModel.Current), log);
        _runner.WentOnWithout += (build, aside) => LogAside(_log, build.Schema, aside.Position, aside.Type, aside.Stream, aside.Version, aside.Error);
        _runner.Stopped += (build, _) => LogStopped(_log, build.Schema, build.Fault ?? "");
    }

    /// <summary>Events that the reports did not hold when they were last looked at.</summary>
    public long Behind => _runner.Behind;

    /// <summary>Events that the reports went on without when they were last looked at.</summary>
    public long Aside => _runner.Aside;

    /// <summary>Where the first of them lies; null when there is none.</summary>
    public long? FirstAside => _runner.FirstAside;

    /// <summary>Why the reports do not go on; null while they do.</summary>
    public string? Fault => _fault ?? _runner.Fault;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // What follows the start is the start's own work; the reports can wait for it.
        await Task.Yield();
        try
        {
            // On the real clock, as commits are.
            await _runner.RunAsync(Pace, TimeProvider.System, stoppingToken);
        }
#pragma warning disable CA1031 // Reports that fail must not take the gateway with them.
        catch (Exception e) when (!stoppingToken.IsCancellationRequested)
        {
            _fault = e.Message;
            LogFailed(_log, e.Message, e);
        }
        catch (Exception) when (stoppingToken.IsCancellationRequested)
        {
            // A step that was under way is undone with its connection, and done again by the next run.
        }
#pragma warning restore CA1031
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The reports in {Schema} go on without event {Position} ({Type}, {Stream} version {Version}): {Error}")]
    private static partial void LogAside(ILogger logger, string schema, long position, string type, string stream, long version, string error);

    [LoggerMessage(Level = LogLevel.Error, Message = "The reports in {Schema} have stopped, the gateway goes on: {Fault}")]
    private static partial void LogStopped(ILogger logger, string schema, string fault);

    [LoggerMessage(Level = LogLevel.Error, Message = "There are no reports, the gateway goes on: {Fault}")]
    private static partial void LogFailed(ILogger logger, string fault, Exception exception);
}
