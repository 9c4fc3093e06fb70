using Portcullis.Domain.Accounts;

namespace Portcullis.Grains;

/// <summary>An account's stream holds what this program can't fold: what the account holds is not known here, and nothing is decided for it until an operator resumes it.</summary>
public sealed class AccountQuarantinedException(AccountId account, string fault) : Exception($"Account {account} is quarantined: {fault}")
{
    public AccountId Account { get; } = account;

    public string Fault { get; } = fault;
}
