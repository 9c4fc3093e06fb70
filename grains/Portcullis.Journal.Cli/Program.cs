using System.CommandLine;
using System.Data.Common;
using Portcullis.Cli;
using Portcullis.Journal;
using Portcullis.Journal.Cli;

var root = new RootCommand("The journal without a gateway: verify, export, archive, migrate, sign. Exit codes: 0 intact or done, 1 unexpected, 2 usage, 5 the database can't be reached, 7 the journal was changed.")
{
    VerifyCommand.Build(),
    ExportCommand.Build(),
    ArchiveCommand.Build(),
    MigrateCommand.Build(),
    CheckpointCommand.Build(),
    RotateKeyCommand.Build(),
};
var parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    foreach (var error in parsed.Errors)
        await Console.Error.WriteLineAsync(Complaint.Of(error));
    return ExitCode.Usage;
}

try
{
    return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (Exception wrong) when (wrong is JournalSchemaException or EventsArchivedException or Portcullis.Journal.Archives.ArchivingException or ArgumentException or FileNotFoundException or DirectoryNotFoundException)
{
    return await TellAsync(wrong, ExitCode.Usage);
}
catch (Exception away) when (away is DbException or JournalUnavailableException)
{
    return await TellAsync(away, ExitCode.Unavailable);
}
catch (Exception failed) when (failed is IOException or UnauthorizedAccessException or PrivatePostgresException or System.Text.Json.JsonException)
{
    return await TellAsync(failed, ExitCode.Unexpected);
}

static async Task<int> TellAsync(Exception failure, int code)
{
    await Console.Error.WriteLineAsync(failure.Message);
    return code;
}
