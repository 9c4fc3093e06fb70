using System.CommandLine;
using Portcullis.Client;
using Spectre.Console;

namespace Portcullis.Cli.Commands;

internal static class KeyCommands
{
    public static Command Build(Shell shell) => new("key", "Create, list and revoke API keys, and forget whose they were.") { Create(shell), List(shell), Revoke(shell), Forget(shell) };

    private static Command Create(Shell shell)
    {
        var name = new Argument<string>("name") { Description = "For people, 1 to 64 characters; sealed before it is recorded." };
        var roles = new Option<Role[]>("--role")
        {
            Description = "trader, viewer, feed, operator, auditor or admin; several may be given.",
            Required = true,
            AllowMultipleArgumentsPerToken = true,
        };
        var accounts = new Option<string[]>("--account")
        {
            Description = "Accounts it covers; '*' is every account.",
            AllowMultipleArgumentsPerToken = true,
        };
        var days = new Option<double?>("--days") { Description = "Days until it expires. Default never." };
        var holder = new Option<string?>("--holder") { Description = "Whose key it is: a pseudonym (lower-case letters, digits, '-') or another key of the same holder. All keys of a holder are forgotten together. Default the key itself." };
        return shell.Command("create", "Make a key. Its secret is shown once.", [name, roles, accounts, days, holder], async (call, cancellation) =>
        {
            DateTimeOffset? expires = call.Value(days) is { } count ? call.Time.GetUtcNow().AddDays(count) : null;
            var created = await call.Client.Keys.CreateAsync(call.Value(name), call.Value(roles)!, call.Value(accounts), expires, call.Value(holder), cancellation);
            call.Output.Show(created, () => new Rows(
                View([created.Key]),
                Text.Sheet(("secret", created.Secret), ("", "It is not kept and will not be shown again."))));
            return ExitCode.Ok;
        });
    }

    private static Command List(Shell shell) => shell.Command("list", "All keys, without their secrets.", [], async (call, cancellation) =>
    {
        var keys = await call.Client.Keys.ListAsync(cancellation);
        call.Output.Show(new { keys }, () => View(keys));
        return ExitCode.Ok;
    });

    private static Command Revoke(Shell shell)
    {
        var id = new Argument<string>("key-id") { Description = "As key list shows it." };
        return shell.Command("revoke", "End a key for ever.", [id], async (call, cancellation) =>
        {
            var key = await call.Client.Keys.RevokeAsync(call.Value(id), cancellation);
            call.Output.Show(key, () => View([key]));
            return ExitCode.Ok;
        });
    }

    private static Command Forget(Shell shell)
    {
        var who = new Argument<string>("key-or-holder") { Description = "A key, whose holder is meant, or a holder, as key list shows them." };
        var reason = Choices.Reason();
        return shell.Command("forget", "Revoke all keys of a holder and erase what the holder is called, for ever. The journal stays valid.", [who, reason], async (call, cancellation) =>
        {
            var forgotten = await call.Client.Keys.ForgetAsync(call.Value(who), call.Value(reason)!, cancellation);
            call.Output.Show(forgotten, () => new Rows(
                Text.Sheet(
                    ("holder", forgotten.Holder),
                    ("keys revoked", string.Join(", ", forgotten.KeyIds)),
                    ("ordered", $"{Text.Time(forgotten.ForgottenAt)} by {forgotten.By}: {forgotten.Reason}"),
                    ("erased", Text.Time(forgotten.ErasedAt)),
                    ("", forgotten.Already ? "It was done before; nothing was left to do." : "Nothing opens the name any more. Backups from before still do: keep them no longer than you must."))));
            return ExitCode.Ok;
        });
    }

    private static Table View(IReadOnlyList<ApiKey> keys)
    {
        var table = Text.Table("key", "holder", "name", "roles", "accounts", "created", "last used", "state");
        foreach (var key in keys)
        {
            table.Row(
                key.KeyId, key.Holder == key.KeyId ? "" : key.Holder, key.Name, string.Join(", ", key.Roles), string.Join(", ", key.AccountIds), Text.Time(key.CreatedAt),
                Text.Time(key.LastUsedAt), key.RevokedAt is { } at ? $"revoked {Text.Time(at)}" : key.ExpiresAt is { } end ? $"until {Text.Time(end)}" : "");
        }

        return table;
    }
}
