using FluentValidation;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Portcullis.Brokers;
using Portcullis.Gateway.Access;
using Portcullis.Gateway.Accounts;
using Portcullis.Gateway.Clocks;
using Portcullis.Gateway.Markets;
using Portcullis.Gateway.Rules;
using Portcullis.Gateway.Services;
using Portcullis.Gateway.Validation;
using Portcullis.Grains;
using Portcullis.Journal;
using Portcullis.Journal.Privacy;
using Portcullis.Markets;
using Portcullis.Markets.Reference;
using Portcullis.Reports.Reading;

namespace Portcullis.Gateway.Hosting;

/// <summary>Puts the gateway together: everything that is ever constructed is named here.</summary>
public static class GatewayHost
{
    private static readonly TimeSpan HealthPeriod = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(5);

    /// <exception cref="ReferenceException">The reference files can't be used.</exception>
    /// <exception cref="IOException">The certificate can't be used.</exception>
    /// <exception cref="JournalUnavailableException">The journal can't be reached.</exception>
    public static async Task<WebApplication> BuildAsync(GatewayOptions options, Action<WebApplicationBuilder>? configure, CancellationToken cancellationToken)
    {
        var time = options.IsSimulated ? new SimulatedTimeProvider(options.ClockStart) : TimeProvider.System;
        var reference = ReferenceData.Load(options.Reference, TimeProvider.System.GetUtcNow().Year);
        var news = NewsFiles.Load(options.Calendar);
        var builder = WebApplication.CreateSlimBuilder();
        LogToConsole(builder.Logging);
        configure?.Invoke(builder);
        // The journal is there before the host and after it, and so is its log.
        var loggers = LoggerFactory.Create(LogToConsole);
        Listen(builder.WebHost, options.Tls.Certificate is null ? null : new ServerCertificate(options.Tls, loggers.CreateLogger<ServerCertificate>()));
        var storage = await Storage.OpenAsync(options, loggers, cancellationToken);
        // By a factory, so that the container ends it: it is made first, and so it is disposed of last.
        builder.Services.AddSingleton(_ => storage);
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.Services.AddSingleton(reference);
        builder.Services.AddSingleton(reference.Catalog);
        builder.Services.AddSingleton(new NewsDesk(news));
        builder.Services.AddSingleton<IJournal>(storage.Journal);
        builder.Services.AddSingleton(storage.Checkpoints);
        AddDomain(builder.Services, reference, storage);
        if (time is SimulatedTimeProvider simulated)
        {
            builder.Services.AddSingleton(simulated);
            builder.Services.AddSingleton<Markets.Simulation>();
        }

        AddServices(builder.Services);
        AddReports(builder.Services, storage, options);
        var app = builder.Build();
        _ = app.Services.GetRequiredService<Storage>();
        Map(app);
        return app;
    }

    private static void LogToConsole(ILoggingBuilder logging)
    {
        logging.AddSimpleConsole(console => console.SingleLine = true);
        logging.AddFilter("Microsoft", LogLevel.Warning);
        // It would write nothing at that level, and yet keep an activity and a scope for every request. Who listens for activities still gets them.
        logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        // An outage is told by the health service and logged by the journal; once more each second would bury both.
        logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None);
        // What is printed for people and programs is on standard output; the log goes beside it.
        logging.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    }

    private static void AddDomain(IServiceCollection services, ReferenceData reference, Storage storage)
    {
        services.AddSingleton(new MarketBoard(reference.Catalog));
        services.AddSingleton(new RuleSetLibrary(storage.Journal, name => reference.Calendars.GetValueOrDefault(name)));
        services.AddSingleton(storage.Journal.Outbox);
        services.AddSingleton<ISubjectVault>(storage.Journal.Subjects);
        services.AddSingleton<ControlGrain>();
        services.AddSingleton<AccessGrain>();
        services.AddSingleton<DecisionWorld>();
        services.AddSingleton<IDecisionWorld>(provider => provider.GetRequiredService<DecisionWorld>());
        services.AddSingleton<BrokerEffects>();
        services.AddSingleton<IEffects>(provider => provider.GetRequiredService<BrokerEffects>());
        services.AddSingleton<LateSink>();
        services.AddSingleton(provider => new PaperBroker(
            storage.PaperLedger,
            provider.GetRequiredService<LateSink>(),
            reference.Catalog,
            new PaperBrokerOptions { Commissions = reference.Commissions },
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IBroker>(provider => provider.GetRequiredService<PaperBroker>());
        services.AddSingleton<BrokerTable>();
        services.AddSingleton<AccountDirectory>();
        services.AddSingleton<Settlement>();
        services.AddSingleton<ExecutionSink>();
        services.AddSingleton<MarketPipeline>();
        services.AddSingleton<Resumption>();
        services.AddSingleton<Heartbeat>();
    }

    private static void AddServices(IServiceCollection services)
    {
        services.AddSingleton<KeyUsage>();
        services.AddSingleton<ApiKeys>();
        services.AddSingleton<AdminKeyFile>();
        services.AddSingleton<HolderNames>();
        services.AddSingleton<ForgottenFolder>();
        services.AddSingleton<Forgetting>();
        services.AddSingleton<RuleBookKeeper>();
        services.AddSingleton<JournalBell>();
        services.AddSingleton<RequestValidation>();
        services.AddSingleton<OrderDesk>();
        services.AddSingleton<ExecutionFeed>();
        services.AddSingleton<Rehearsal>();
        services.AddSingleton<DecisionAudit>();
        services.AddSingleton<JournalAudit>();
        services.AddSingleton<Startup>();
        services.AddHostedService(provider => provider.GetRequiredService<KeyUsage>());
        services.AddHostedService(provider => provider.GetRequiredService<Forgetting>());
        services.AddHostedService(provider => provider.GetRequiredService<RuleBookKeeper>());
        services.AddHostedService(provider => provider.GetRequiredService<JournalBell>());
        services.AddHostedService<HeartbeatService>();
        foreach (var validator in AssemblyScanner.FindValidatorsInAssemblyContaining<SubmitRequestValidator>())
            services.AddSingleton(validator.InterfaceType, validator.ValidatorType);
        services.AddGrpc(grpc =>
        {
            grpc.Interceptors.Add<AuthenticationInterceptor>();
            grpc.Interceptors.Add<FailureInterceptor>();
        });
        // Keeps nothing of a call: one serves them all.
        services.AddSingleton<OrderGatewayService>();
        services.AddSingleton<AuthenticationInterceptor>();
        services.AddSingleton<FailureInterceptor>();
        services.AddGrpcHealthChecks().AddCheck<JournalHealth>("journal").AddCheck<QuarantineHealth>("accounts").AddCheck<OutboxHealth>("outbox");
        services.AddSingleton<QuarantineHealth>();
        services.Configure<HealthCheckPublisherOptions>(health => (health.Delay, health.Period) = (TimeSpan.Zero, HealthPeriod));
        // Streams that clients keep open are ended after this, so that a stop takes seconds.
        services.Configure<HostOptions>(host => host.ShutdownTimeout = StopPatience);
        services.AddGrpcReflection();
    }

    private static void AddReports(IServiceCollection services, Storage storage, GatewayOptions options)
    {
        services.AddSingleton(storage.Journal.Models);
        services.AddSingleton<ReportReader>();
        if (!options.Reports) return;
        services.AddSingleton(provider => new ReportsRunner(storage.Journal, provider.GetRequiredService<ILogger<ReportsRunner>>()));
        services.AddHostedService(provider => provider.GetRequiredService<ReportsRunner>());
        services.AddHealthChecks().AddCheck<ReportsHealth>("reports");
    }

    private static void Listen(IWebHostBuilder host, ServerCertificate? certificate)
    {
        host.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = HttpProtocols.Http2);
        });
        if (certificate is null) return;
        host.UseKestrelHttpsConfiguration();
        host.ConfigureKestrel(kestrel => kestrel.ConfigureHttpsDefaults(certificate.Configure));
    }

    private static void Map(WebApplication app)
    {
        app.MapGrpcService<OrderGatewayService>();
        app.MapGrpcService<AccountsService>();
        app.MapGrpcService<MarketDataService>();
        app.MapGrpcService<SimulationService>();
        app.MapGrpcService<ExecutionsService>();
        app.MapGrpcService<ControlsService>();
        app.MapGrpcService<JournalService>();
        app.MapGrpcService<KeysService>();
        app.MapGrpcService<ReportsService>();
        app.MapGrpcHealthChecksService();
        app.MapGrpcReflectionService();
    }
}
