using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Portcullis.V1;

namespace Portcullis.Client.Tests.Fake;

// One small service each; the closed family of the contracts.

internal sealed class FakeAccounts(FakeGateway gateway) : Accounts.AccountsBase
{
    public override Task<V1.Account> Open(OpenAccountRequest request, ServerCallContext context)
    {
        gateway.Enter(context);
        if (request.Profile == "no-such-profile")
            throw Failures.Status(StatusCode.NotFound, "no profile no-such-profile");
        return Task.FromResult(new V1.Account { AccountId = request.AccountId, Profile = request.Profile, Equity = request.StartBalance, Status = V1.AccountStatus.Active });
    }

    public override Task<V1.Account> Get(GetAccountRequest request, ServerCallContext context)
    {
        gateway.Enter(context);
        return Task.FromResult(request.AccountId == Book.Account
            ? gateway.Book.AsAccount()
            : throw Failures.Status(StatusCode.NotFound, $"no account {request.AccountId}"));
    }

    public override Task<ListAccountsReply> List(ListAccountsRequest request, ServerCallContext context)
    {
        gateway.Enter(context);
        return Task.FromResult(new ListAccountsReply { Accounts = { gateway.Book.AsAccount() } });
    }

    public override async Task Watch(WatchAccountRequest request, IServerStreamWriter<V1.Account> responseStream, ServerCallContext context)
    {
        gateway.Enter(context);
        var shown = 0;
        while (true)
        {
            var (_, grown) = gateway.Book.Read(0);
            await responseStream.WriteAsync(gateway.Book.AsAccount(), context.CancellationToken);
            if (++shown == 2)
                FakeGateway.Break(context);
            await grown.WaitAsync(context.CancellationToken);
        }
    }
}

internal sealed class FakeExecutions(FakeGateway gateway) : Executions.ExecutionsBase
{
    /// <summary>Breaks after every two executions.</summary>
    public override async Task Watch(WatchExecutionsRequest request, IServerStreamWriter<V1.Execution> responseStream, ServerCallContext context)
    {
        gateway.Enter(context);
        var version = request.AfterVersion;
        for (var shown = 0; ;)
        {
            var (after, grown) = gateway.Book.Read(version);
            foreach (var execution in after)
            {
                if (shown++ == 2)
                    throw Failures.Unavailable();
                await responseStream.WriteAsync(execution, context.CancellationToken);
                version = execution.Version;
            }

            await grown.WaitAsync(context.CancellationToken);
        }
    }

    public override Task<ReportReply> Report(ReportRequest request, ServerCallContext context)
    {
        gateway.Enter(context);
        var reply = new ReportReply { Applied = request.Executions.Count(e => e.OrderId != "unknown") };
        reply.UnknownOrderIds.Add(request.Executions.Where(e => e.OrderId == "unknown").Select(e => e.OrderId));
        return Task.FromResult(reply);
    }
}

internal sealed class FakeMarket(FakeGateway gateway) : MarketData.MarketDataBase
{
    public static List<MarketDataMessage> Received { get; } = [];

    public override async Task<PublishReply> Publish(IAsyncStreamReader<MarketDataMessage> requestStream, ServerCallContext context)
    {
        gateway.Enter(context);
        var reply = new PublishReply();
        await foreach (var message in requestStream.ReadAllAsync(context.CancellationToken))
        {
            if (message.Symbol == "NOPE")
                throw Failures.Status(StatusCode.NotFound, "no instrument NOPE");
            lock (Received)
                Received.Add(message);
            reply.Accepted++;
        }

        return reply;
    }

    public override async Task Watch(WatchMarketRequest request, IServerStreamWriter<V1.MarketView> responseStream, ServerCallContext context)
    {
        gateway.Enter(context);
        await responseStream.WriteAsync(new V1.MarketView { Symbol = request.Symbols[0], Bid = "1775.25", Ask = "1775.5" }, context.CancellationToken);
    }
}

internal sealed class FakeSimulation(FakeGateway gateway) : Simulation.SimulationBase
{
    public override Task<StepReply> Step(StepRequest request, ServerCallContext context)
    {
        gateway.Enter(context);
        return Task.FromResult(gateway.Leave(context, new StepReply { Now = request.AdvanceTo ?? request.Messages[^1].At, JournalPosition = request.Messages.Count }));
    }
}

internal sealed class FakeJournal(FakeGateway gateway) : V1.Journal.JournalBase
{
    private const int Events = 6;

    /// <summary>Set to let verification find something.</summary>
    public static string? Finding { get; set; }

    public override async Task Read(ReadJournalRequest request, IServerStreamWriter<V1.JournalEvent> responseStream, ServerCallContext context)
    {
        gateway.Enter(context);
        for (var position = request.AfterPosition + 1; position <= Events; position++)
            await responseStream.WriteAsync(Event(position), context.CancellationToken);
    }

    /// <summary>Breaks after every two events.</summary>
    public override async Task Subscribe(SubscribeJournalRequest request, IServerStreamWriter<V1.JournalEvent> responseStream, ServerCallContext context)
    {
        gateway.Enter(context);
        for (var position = request.AfterPosition + 1; position <= request.AfterPosition + 2; position++)
            await responseStream.WriteAsync(Event(position), context.CancellationToken);
        throw Failures.Unavailable();
    }

    public override async Task Verify(VerifyJournalRequest request, IServerStreamWriter<V1.VerifyProgress> responseStream, ServerCallContext context)
    {
        gateway.Enter(context);
        await responseStream.WriteAsync(new V1.VerifyProgress { Events = 3 }, context.CancellationToken);
        var last = new V1.VerifyProgress { Events = Events, Blocks = 2, Decisions = 1, Done = true, Intact = Finding is null };
        if (Finding is { } finding)
            last.Findings.Add(finding);
        await responseStream.WriteAsync(last, context.CancellationToken);
    }

    private static V1.JournalEvent Event(long position) => new()
    {
        Position = position,
        Stream = "account-desk-1",
        Version = position,
        Type = "order_decided",
        Json = """{"verdict":"Approved"}""",
        ByName = position == Events ? "Grace Hopper" : "",
        At = Timestamp.FromDateTime(DateTime.UnixEpoch),
    };
}

internal sealed class FakeControls(FakeGateway gateway) : Controls.ControlsBase
{
    public override Task<ControlReply> Halt(ControlRequest request, ServerCallContext context)
    {
        gateway.Enter(context);
        return Task.FromResult(new ControlReply { ControlVersion = 7, InFlight = { new V1.InFlightOrder { AccountId = request.Scope.Name, ClientOrderId = "b-1", CancelRequested = true } } });
    }

    public override Task<ControlsReply> Get(GetControlsRequest request, ServerCallContext context)
    {
        gateway.Enter(context);
        return Task.FromResult(new ControlsReply { ControlVersion = 7, RuleBookHash = "abc", Profiles = { new V1.ProfileRules { Profile = "topstep-50k" } }, Controls =
        {
            new V1.ActiveControl { Scope = new V1.Scope { Kind = V1.ScopeKind.Account, Name = "desk-1" }, Mode = "Halted", Reason = "drill", By = "00000000k1", ByName = "Grace Hopper", Since = Timestamp.FromDateTime(DateTime.UnixEpoch) },
            new V1.ActiveControl { Scope = new V1.Scope { Kind = V1.ScopeKind.Global }, Mode = "ReduceOnly", Reason = "thin", By = "portcullis", Since = Timestamp.FromDateTime(DateTime.UnixEpoch) },
        } });
    }
}

internal sealed class FakeKeys(FakeGateway gateway) : Keys.KeysBase
{
    private static readonly Timestamp Epoch = Timestamp.FromDateTime(DateTime.UnixEpoch);

    public override Task<CreateKeyReply> Create(CreateKeyRequest request, ServerCallContext context)
    {
        gateway.Enter(context);
        return Task.FromResult(gateway.Leave(context, new CreateKeyReply
        {
            Secret = "s3cret",
            Key = new V1.ApiKey { KeyId = "k1", Holder = request.Holder, Name = request.Name, Roles = { request.Roles }, AccountIds = { request.AccountIds }, ExpiresAt = request.ExpiresAt },
        }));
    }

    public override Task<ListKeysReply> List(ListKeysRequest request, ServerCallContext context)
    {
        gateway.Enter(context);
        return Task.FromResult(gateway.Leave(context, new ListKeysReply
        {
            Keys =
            {
                new V1.ApiKey { KeyId = "00000000k1", Holder = "00000000k1", Name = "Grace Hopper", Roles = { V1.Role.Admin }, CreatedAt = Epoch },
                new V1.ApiKey { KeyId = "00000000k2", Holder = "desk-7", Name = "erased", Roles = { V1.Role.Trader }, CreatedAt = Epoch, RevokedAt = Epoch, ForgottenAt = Epoch },
            },
        }));
    }

    public override Task<ForgetKeyHolderReply> Forget(ForgetKeyHolderRequest request, ServerCallContext context)
    {
        gateway.Enter(context);
        if (request.KeyOrHolder == "nobody") throw Failures.Status(StatusCode.NotFound, "There is neither a key nor a holder nobody; 'portcullis key list' shows both.");
        return Task.FromResult(gateway.Leave(context, new ForgetKeyHolderReply
        {
            Holder = "desk-7", KeyIds = { "00000000k2", "00000000k3" }, ForgottenAt = Epoch, ErasedAt = Epoch, By = "00000000k1", Reason = request.Reason,
            Already = request.KeyOrHolder == "desk-7",
        }));
    }
}

internal sealed class FakeReports(FakeGateway gateway) : V1.Reports.ReportsBase
{
    private static readonly V1.ReportPlace Place = new() { Position = 40, Head = 42 };

    public override Task<ListOrdersReply> ListOrders(ListOrdersRequest request, ServerCallContext context)
    {
        gateway.Enter(context);
        // Two pages of one order each; what was asked comes back in them.
        var first = request.PageToken.Length == 0;
        return Task.FromResult(new ListOrdersReply
        {
            Orders =
            {
                new V1.OrderReport
                {
                    OrderId = first ? "desk-1-9" : "desk-1-8", AccountId = request.AccountId, ClientOrderId = first ? "b-2" : "b-1", Symbol = request.Symbol, Side = V1.Side.Buy, Type = V1.OrderType.Limit,
                    Quantity = "2", ApprovedQuantity = "0", FilledQuantity = "0", Commission = "0", SessionDate = "2026-03-02", Verdict = request.Verdict, Status = V1.OrderStatus.Rejected,
                    FailedRules = { request.Rule }, Origin = V1.OrderOrigin.Client,
                },
            },
            Place = new V1.ReportPlace(Place) { NextPageToken = first ? "more" : "" },
        });
    }

    public override Task<ListAccountDaysReply> ListAccountDays(ListAccountDaysRequest request, ServerCallContext context)
    {
        gateway.Enter(context);
        var day = new V1.AccountDay
        {
            AccountId = "desk-1", SessionDate = request.FromDate, StartBalance = "50000", StartEquity = "50000", Realized = "-1012.5", Commission = "4.5", NetDeposits = "0", OtherAdjustments = "0",
            LargestLoss = "-800", Locks = 1, Orders = 7,
        };
        return Task.FromResult(new ListAccountDaysReply { Days = { day }, Place = Place });
    }

    public override Task<ListModelsReply> ListModels(ListModelsRequest request, ServerCallContext context)
    {
        gateway.Enter(context);
        return Task.FromResult(new ListModelsReply { Models = { new V1.ReadModel { Name = "reports", Version = 1, Build = 1, Schema = "reports_v1", Serving = true, KeptUp = true, Position = 40, Head = 42, CaughtUpAt = new() { Seconds = 1 }, Aside = 3, FirstAside = 17 } } });
    }

    public override Task<ListEventsAsideReply> ListEventsAside(ListEventsAsideRequest request, ServerCallContext context)
    {
        gateway.Enter(context);
        var one = new V1.EventAside { Version = 1, Build = 1, Position = 17, Stream = "account-desk-1", StreamVersion = 5, Type = "order_filled", Error = "many is no number", At = new() { Seconds = 1 } };
        return Task.FromResult(new ListEventsAsideReply { Events = { one } });
    }
}
