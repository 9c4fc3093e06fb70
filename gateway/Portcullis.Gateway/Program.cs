using System.Data.Common;
using Portcullis.Gateway.Hosting;
using Portcullis.Gateway.Rules;
using Portcullis.Journal;
using Portcullis.Markets.Reference;

if (args is ["--help"] or ["-h"])
{
    Console.WriteLine(CommandLine.Usage);
    return 0;
}

var (options, fault) = CommandLine.Parse(args, Environment.GetEnvironmentVariable);
if (options is null)
{
    Console.Error.WriteLine(fault);
    return 2;
}

try
{
    await Runner.RunAsync(options, CancellationToken.None);
    return 0;
}
catch (Exception e) when (e is RuleBookException or ReferenceException or PrivatePostgresException or JournalUnavailableException or JournalSchemaException or IOException or DbException or FormatException)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
