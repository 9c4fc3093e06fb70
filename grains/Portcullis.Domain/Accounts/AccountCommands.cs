using System.Globalization;
using Portcullis.Domain.Orders;

namespace Portcullis.Domain.Accounts;

/// <summary>What can be asked of an account.</summary>
public abstract record AccountCommand;

public sealed record OpenAccount(AccountId Account, string Profile, decimal? StartBalance, string? Firm, string Broker) : AccountCommand;

public sealed record SubmitOrder(OrderRequest Request) : AccountCommand;

/// <summary>Changes a working order. Null keeps what it has.</summary>
public sealed record ReplaceOrder(ClientOrderId ClientOrderId, ClientOrderId Original, decimal? Quantity, decimal? LimitPrice, decimal? StopPrice) : AccountCommand
{
    /// <summary>Equal for replacements that ask for the same thing, whatever has become of the original meanwhile.</summary>
    public string ContentHash() =>
        OrderRequest.Hash(string.Create(CultureInfo.InvariantCulture, $"{Original}\n{OrderRequest.N(Quantity)}\n{OrderRequest.N(LimitPrice)}\n{OrderRequest.N(StopPrice)}"));
}

public sealed record CancelOrder(ClientOrderId ClientOrderId, string Reason) : AccountCommand;

/// <summary>Cancels working orders: all, of one instrument or futures root, of one strategy, or entries only.</summary>
public sealed record CancelAllOrders(string? Symbol, bool EntriesOnly, string? Strategy, string Reason) : AccountCommand;

/// <summary>Closes positions: all, or of one instrument or futures root.</summary>
public sealed record FlattenPositions(string? Symbol, string Reason, string By) : AccountCommand;

/// <summary>What the broker says happened.</summary>
public sealed record RecordExecution(
    string ExecutionId,
    OrderId Order,
    ExecutionKind Kind,
    decimal Quantity,
    decimal? Price,
    decimal Commission,
    string? Reason,
    DateTimeOffset At,
    string? BustedExecutionId) : AccountCommand;

/// <summary>Records that an execution was reported under an id that another one has, and locks entries until a person has looked.</summary>
public sealed record DisputeExecution(RecordExecution Reported) : AccountCommand
{
    /// <summary>Equal for the same contradiction, however often it is reported.</summary>
    public string Id => "disputed-" + OrderRequest.Hash(string.Create(
        CultureInfo.InvariantCulture,
        $"{Reported.ExecutionId}\n{Reported.Order}\n{Reported.Kind}\n{OrderRequest.N(Reported.Quantity)}\n{OrderRequest.N(Reported.Price)}"));
}

/// <summary>Values the account at the market: rolls the session, raises peaks, trips limits, drives an unfinished flatten on.</summary>
public sealed record MonitorAccount : AccountCommand;

public enum AdjustmentKind
{
    Unspecified = 0,
    Deposit,
    Withdrawal,
    Fee,
    Correction,
}

public sealed record AdjustBalance(string AdjustmentId, AdjustmentKind Kind, decimal Amount, string Reason, string By) : AccountCommand;

/// <summary>A person lifts what waits for one, for example after an execution for an unknown order has been cleared up, or the fault behind a quarantine.</summary>
public sealed record RearmAccount(string Reason, string By) : AccountCommand;
