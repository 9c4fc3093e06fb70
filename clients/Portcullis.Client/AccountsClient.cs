using System.Runtime.CompilerServices;

namespace Portcullis.Client;

/// <summary>Accounts: opening, reading, watching, adjusting.</summary>
public sealed class AccountsClient
{
    private readonly Connection _connection;
    private readonly V1.Accounts.AccountsClient _accounts;

    internal AccountsClient(Connection connection)
    {
        _connection = connection;
        _accounts = new V1.Accounts.AccountsClient(connection.Invoker);
    }

    /// <summary>Opens an account on a profile; the same request again answers the account as it is. Needs the operator role.</summary>
    /// <param name="accountId">1 to 32 of lower-case letters, digits and '-', beginning with a letter.</param>
    /// <param name="profile">For example topstep-50k.</param>
    /// <param name="startBalance">In the profile's currency; null: the profile's.</param>
    /// <param name="firm">Scope of firm-wide controls; null: the profile's.</param>
    /// <param name="broker">"paper" or "external"; null: paper.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="ConflictException">The account exists with another profile or balance.</exception>
    /// <exception cref="NotFoundException">No such profile.</exception>
    public async Task<Account> OpenAsync(
        string accountId,
        string profile,
        decimal? startBalance = null,
        string? firm = null,
        string? broker = null,
        CancellationToken cancellation = default)
    {
        var request = new V1.OpenAccountRequest
        {
            AccountId = accountId,
            Profile = profile,
            StartBalance = DecimalText.Write(startBalance),
            Firm = firm ?? "",
            Broker = broker ?? "",
        };
        return Wire.Account(await _connection.CallAsync(options => _accounts.OpenAsync(request, options), cancellation));
    }

    /// <summary>The account now.</summary>
    /// <exception cref="NotFoundException">No such account.</exception>
    public async Task<Account> GetAsync(string accountId, CancellationToken cancellation = default)
    {
        var request = new V1.GetAccountRequest { AccountId = accountId };
        return Wire.Account(await _connection.CallAsync(options => _accounts.GetAsync(request, options), cancellation));
    }

    /// <summary>The account now, with the hash of its whole state: equal on every node, after every restart and every restore. Costs a pass over the state.</summary>
    /// <exception cref="NotFoundException">No such account.</exception>
    public async Task<Account> GetWithStateHashAsync(string accountId, CancellationToken cancellation = default)
    {
        var request = new V1.GetAccountRequest { AccountId = accountId, StateHash = true };
        return Wire.Account(await _connection.CallAsync(options => _accounts.GetAsync(request, options), cancellation));
    }

    /// <summary>All accounts that the key may see, or those on one profile.</summary>
    public async Task<IReadOnlyList<Account>> ListAsync(string? profile = null, CancellationToken cancellation = default)
    {
        var request = new V1.ListAccountsRequest { Profile = profile ?? "" };
        var reply = await _connection.CallAsync(options => _accounts.ListAsync(request, options), cancellation);
        return [.. reply.Accounts.Select(Wire.Account)];
    }

    /// <summary>
    /// The account now, and again after each change, until cancelled. Comes back by itself after a broken connection; versions only grow,
    /// and one that was seen is not shown again.
    /// </summary>
    /// <exception cref="NotFoundException">No such account.</exception>
    public async IAsyncEnumerable<Account> WatchAsync(string accountId, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var request = new V1.WatchAccountRequest { AccountId = accountId };
        var seen = -1L;
        await foreach (var account in _connection.WatchAsync(options => _accounts.Watch(request, options), cancellation))
        {
            if (account.Version <= seen)
                continue;
            seen = account.Version;
            yield return Wire.Account(account);
        }
    }

    /// <summary>How far the account is from each limit, as if an order of one lot asked now.</summary>
    public async Task<HeadroomReport> HeadroomAsync(string accountId, string symbol, Side side, CancellationToken cancellation = default)
    {
        var request = new V1.HeadroomRequest { AccountId = accountId, Symbol = symbol, Side = (V1.Side)side };
        return Wire.HeadroomReport(await _connection.CallAsync(options => _accounts.HeadroomAsync(request, options), cancellation));
    }

    /// <summary>Changes the balance for a reason outside of trading. Needs the operator role.</summary>
    /// <param name="accountId">The account.</param>
    /// <param name="adjustmentId">Makes the request idempotent: the same id again changes nothing.</param>
    /// <param name="kind">Why.</param>
    /// <param name="amount">In the account's currency; positive, but for a correction.</param>
    /// <param name="reason">For people; required.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task<Account> AdjustAsync(
        string accountId, string adjustmentId, AdjustmentKind kind, decimal amount, string reason, CancellationToken cancellation = default)
    {
        var request = new V1.AdjustRequest
        {
            AccountId = accountId,
            AdjustmentId = adjustmentId,
            Kind = (V1.AdjustmentKind)kind,
            Amount = DecimalText.Write(amount),
            Reason = reason,
        };
        return Wire.Account(await _connection.CallAsync(options => _accounts.AdjustAsync(request, options), cancellation));
    }
}
