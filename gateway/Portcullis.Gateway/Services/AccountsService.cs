using Grpc.Core;
using Portcullis.Domain.Accounts;
using Portcullis.Domain.Orders;
using Portcullis.Gateway.Access;
using Portcullis.Gateway.Hosting;
using Portcullis.Gateway.Validation;
using Portcullis.Grains;
using Portcullis.Markets;
using Portcullis.Markets.Reference;
using Portcullis.V1;
using AccountsBase = Portcullis.V1.Accounts.AccountsBase;
using Role = Portcullis.Domain.Access.Role;

namespace Portcullis.Gateway.Services;

public sealed class AccountsService(
    AccountDirectory accounts,
    OrderDesk desk,
    MarketBoard board,
    ReferenceData reference,
    JournalBell bell,
    RequestValidation validation,
    TimeProvider time) : AccountsBase
{
    public override async Task<Account> Open(OpenAccountRequest request, ServerCallContext context)
    {
        Caller.Demand(context, request.AccountId, Role.Operator);
        validation.Check(request);
        var id = new AccountId(request.AccountId);
        var command = new OpenAccount(
            id,
            request.Profile,
            DecimalText.Read(request.StartBalance),
            request.Firm.Length == 0 ? null : request.Firm,
            request.Broker.Length == 0 ? "paper" : request.Broker);
        var outcome = await accounts.Get(id).ExecuteAsync(command, null, context.CancellationToken);
        if (outcome is Outcome.Refused refused) throw Errors.From(refused.Refusal);
        return await ReadAsync(id, context.CancellationToken);
    }

    public override Task<Account> Get(GetAccountRequest request, ServerCallContext context)
    {
        Caller.Demand(context, request.AccountId, Role.Trader, Role.Viewer, Role.Operator, Role.Auditor);
        validation.Check(request);
        return ReadAsync(new AccountId(request.AccountId), context.CancellationToken, request.StateHash);
    }

    public override async Task<ListAccountsReply> List(ListAccountsRequest request, ServerCallContext context)
    {
        var caller = Caller.Demand(context, Role.Trader, Role.Viewer, Role.Operator, Role.Auditor);
        var reply = new ListAccountsReply();
        await foreach (var grain in accounts.AllAsync(context.CancellationToken))
        {
            if (!caller.Covers(grain.Id.Value)) continue;
            var account = await ListedAsync(grain, context.CancellationToken);
            if (request.Profile.Length == 0 || request.Profile == account.Profile) reply.Accounts.Add(account);
        }

        return reply;
    }

    // A list that fails for one account hides all others.
    private async Task<Account> ListedAsync(AccountGrain grain, CancellationToken cancellationToken)
    {
        try
        {
            return await ReadAsync(grain.Id, cancellationToken);
        }
        catch (AccountQuarantinedException e)
        {
            return new Account { AccountId = grain.Id.Value, Quarantine = e.Fault, UpdatedAt = Wire.Time(time.GetUtcNow()) };
        }
    }

    public override async Task Watch(WatchAccountRequest request, IServerStreamWriter<Account> responseStream, ServerCallContext context)
    {
        Caller.Demand(context, request.AccountId, Role.Trader, Role.Viewer, Role.Operator, Role.Auditor);
        validation.Check(request);
        var id = new AccountId(request.AccountId);
        while (true)
        {
            var news = bell.NextAsync(Streams.Of(id));
            await responseStream.WriteAsync(await ReadAsync(id, context.CancellationToken), context.CancellationToken);
            await news.WaitAsync(context.CancellationToken);
        }
    }

    public override async Task<HeadroomReply> Headroom(HeadroomRequest request, ServerCallContext context)
    {
        Caller.Demand(context, request.AccountId, Role.Trader, Role.Viewer, Role.Operator);
        validation.Check(request);
        var instrument = reference.Catalog.Find(request.Symbol) ?? throw Errors.Invalid("symbol", $"instrument {request.Symbol} is not in the reference data");
        var lot = new OrderRequest
        {
            ClientOrderId = new ClientOrderId("headroom"),
            Symbol = request.Symbol,
            Side = (Domain.Orders.Side)(int)request.Side,
            Type = Domain.Orders.OrderType.Market,
            Quantity = instrument.LotSize,
        };
        var now = await desk.PreviewAsync(new AccountId(request.AccountId), lot, context.CancellationToken);
        var large = await desk.PreviewAsync(new AccountId(request.AccountId), lot with { Quantity = Domain.Accounts.Limits.MaxQuantity }, context.CancellationToken);
        var reply = new HeadroomReply { MaxQuantity = large.MaxQuantity, BindingRule = large.BindingRule };
        reply.Headroom.AddRange(now.Headroom);
        reply.Violations.AddRange(now.Violations);
        return reply;
    }

    public override async Task<Account> Adjust(AdjustRequest request, ServerCallContext context)
    {
        var caller = Caller.Demand(context, request.AccountId, Role.Operator);
        validation.Check(request);
        var id = new AccountId(request.AccountId);
        var command = new AdjustBalance(request.AdjustmentId, (Domain.Accounts.AdjustmentKind)(int)request.Kind, DecimalText.Read(request.Amount)!.Value, request.Reason, caller.KeyId);
        var outcome = await accounts.Get(id).ExecuteAsync(command, $"adj:{request.AdjustmentId}", context.CancellationToken);
        if (outcome is Outcome.Refused refused) throw Errors.From(refused.Refusal);
        return await ReadAsync(id, context.CancellationToken);
    }

    private async Task<Account> ReadAsync(AccountId id, CancellationToken cancellationToken, bool withHash = false)
    {
        var grain = accounts.Get(id);
        var state = await grain.GetAsync(cancellationToken);
        if (!state.IsOpen) throw Errors.UnknownAccount(id.Value);
        var market = board.Current;
        var valuation = desk.Value(state, market);
        var account = new Account
        {
            AccountId = id.Value,
            Profile = state.Profile,
            Firm = state.Firm,
            Broker = state.Broker,
            Status = (V1.AccountStatus)(int)state.Status,
            StatusReason = state.StatusReason,
            Currency = state.Currency,
            StartBalance = DecimalText.Write(state.StartBalance),
            Balance = DecimalText.Write(state.Balance),
            Equity = DecimalText.Write(valuation.Equity),
            DayPnl = DecimalText.Write(valuation.DayPnl),
            DayRealized = DecimalText.Write(state.DayRealized),
            DayStartBalance = DecimalText.Write(state.DayStartBalance),
            DayStartEquity = DecimalText.Write(state.DayStartEquity),
            HighWaterMark = DecimalText.Write(valuation.HighWaterMark),
            EndOfDayHighWaterMark = DecimalText.Write(state.EndOfDayHighWaterMark),
            DrawdownFloor = DecimalText.Write(state.DrawdownFloor),
            SessionDate = state.SessionDate.ToString("O"),
            TradesToday = state.TradesToday,
            OrdersToday = state.OrdersToday,
            Version = state.Version,
            UpdatedAt = Wire.Time(time.GetUtcNow()),
            StateHash = withHash ? state.Hash() : "",
            Quarantine = state.Quarantine ?? "",
        };
        account.Positions.AddRange(state.Positions.Values.Where(p => p.Quantity != 0m || p.RealizedPnl != 0m).Select(p => Wire.Position(p, market, state.Currency)));
        account.WorkingOrders.AddRange(state.Orders.Values.Select(Wire.Order));
        return account;
    }
}
