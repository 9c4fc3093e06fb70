using Microsoft.Extensions.DependencyInjection;
using Portcullis.Brokers;
using Portcullis.Gateway.Driver;
using Portcullis.Gateway.Hosting;

// The gateway as it is, with one broker more, for tests that stop and kill processes between the commit of an approval and its sending.
var (options, fault) = CommandLine.Parse(args, Environment.GetEnvironmentVariable);
if (options is null) throw new ArgumentException(fault);
await Runner.RunAsync(options, CancellationToken.None, builder => builder.Services.AddSingleton<IBroker>(services => new GatedBroker(services.GetRequiredService<PaperBroker>())));
