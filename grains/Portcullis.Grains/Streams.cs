using Portcullis.Domain.Accounts;

namespace Portcullis.Grains;

/// <summary>Names of streams in the journal.</summary>
public static class Streams
{
    public const string AccountPrefix = "account-";

    public const string Access = "access";

    public static string Of(AccountId account) => AccountPrefix + account.Value;

    public static AccountId? AccountOf(string stream) =>
        stream.StartsWith(AccountPrefix, StringComparison.Ordinal) ? new AccountId(stream[AccountPrefix.Length..]) : null;
}
