using System.CommandLine;

namespace Portcullis.Journal.Cli;

/// <summary>migrate: brings a schema to this program's version, with the owner's rights that the running gateway need not have.</summary>
internal static class MigrateCommand
{
    public static Command Build()
    {
        var (database, schema) = (Options.Database(), Options.Schema());
        var role = new Option<string?>("--role") { Description = "The running gateway's role: it is given what it needs and nothing else." };
        var command = new Command("migrate", "Bring the schema to this program's version. Several may do so at once.") { database, schema, role };
        command.SetAction(async (parsed, ct) =>
        {
            var options = new PostgresJournalOptions
            {
                ConnectionString = parsed.GetValue(database) ?? throw new ArgumentException("--database is needed."),
                Schema = parsed.GetValue(schema)!,
                RuntimeRole = parsed.GetValue(role),
            };
            await using var journal = await PostgresJournal.OpenAsync(options, TimeProvider.System, ct: ct);
            Console.WriteLine(FormattableString.Invariant($"The journal in schema {options.Schema} is ready; its head is {await journal.HeadAsync(ct)}."));
            return ExitCode.Ok;
        });
        return command;
    }
}
