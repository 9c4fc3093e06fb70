using System.CommandLine;
using Portcullis.Client;

namespace Portcullis.Cli.Commands;

internal static class AccountCommands
{
    public static Command Build(Shell shell) => new("account", "Open, read, watch and adjust accounts.")
    {
        Open(shell), Get(shell), List(shell), Watch(shell), Headroom(shell), Adjust(shell), Flatten(shell),
    };

    private static Argument<string> Id => new("account") { Description = "The account's id." };

    private static Command Open(Shell shell)
    {
        var id = new Argument<string>("account") { Description = "1 to 32 of lower-case letters, digits and '-', beginning with a letter. Kept for ever: name no person." };
        var profile = new Option<string>("--profile") { Description = "Rule set and calendar, for example topstep-50k.", Required = true };
        var balance = new Option<decimal?>("--balance") { Description = "Start balance. Default the profile's." };
        var firm = new Option<string?>("--firm") { Description = "Scope of firm-wide controls. Default the profile's." };
        var broker = new Option<string?>("--broker") { Description = "paper or external. Default paper." };
        return shell.Command("open", "Open an account on a profile.", [id, profile, balance, firm, broker], async (call, cancellation) =>
        {
            var account = await call.Client.Accounts.OpenAsync(
                call.Value(id), call.Value(profile)!, call.Value(balance), call.Value(firm), call.Value(broker), cancellation);
            call.Output.Show(account, () => AccountView.Of(account));
            return ExitCode.Ok;
        });
    }

    private static Command Get(Shell shell)
    {
        var id = Id;
        return shell.Command("get", "An account as it stands.", [id], async (call, cancellation) =>
        {
            var account = await call.Client.Accounts.GetAsync(call.Value(id), cancellation);
            call.Output.Show(account, () => AccountView.Of(account));
            return ExitCode.Ok;
        });
    }

    private static Command List(Shell shell)
    {
        var profile = new Option<string?>("--profile") { Description = "Only accounts on this profile." };
        return shell.Command("list", "All accounts that the key may see.", [profile], async (call, cancellation) =>
        {
            var accounts = await call.Client.Accounts.ListAsync(call.Value(profile), cancellation);
            call.Output.Show(new { accounts }, () => AccountView.Of(accounts));
            return ExitCode.Ok;
        });
    }

    private static Command Watch(Shell shell)
    {
        var id = Id;
        return shell.Command("watch", "An account now and after each change, until Ctrl-C.", [id], async (call, cancellation) =>
        {
            await foreach (var account in call.Client.Accounts.WatchAsync(call.Value(id), cancellation))
                call.Output.ShowItem(account, () => AccountView.Line(account));
            return ExitCode.Ok;
        });
    }

    private static Command Headroom(Shell shell)
    {
        var id = Id;
        var symbol = new Argument<string>("symbol") { Description = "The instrument." };
        var side = Choices.Side();
        return shell.Command("headroom", "How far an account is from each limit, for one lot.", [id, side, symbol], async (call, cancellation) =>
        {
            var report = await call.Client.Accounts.HeadroomAsync(call.Value(id), call.Value(symbol), call.Value(side), cancellation);
            call.Output.Show(report, () => DecisionView.Of(report));
            return ExitCode.Ok;
        });
    }

    private static Command Adjust(Shell shell)
    {
        var id = Id;
        var kind = new Option<AdjustmentKind>("--kind") { Description = "deposit, withdrawal, fee or correction.", Required = true };
        var amount = new Option<decimal>("--amount") { Description = "Positive; only a correction may be negative.", Required = true };
        var reason = Choices.Reason();
        var adjustment = new Option<string?>("--id") { Description = "Makes it idempotent. Default a new one." };
        return shell.Command("adjust", "Change a balance for a reason outside of trading.", [id, kind, amount, reason, adjustment], async (call, cancellation) =>
        {
            var account = await call.Client.Accounts.AdjustAsync(
                call.Value(id), call.IdOr(adjustment), call.Value(kind), call.Value(amount), call.Value(reason)!, cancellation);
            call.Output.Show(account, () => AccountView.Of(account));
            return ExitCode.Ok;
        });
    }

    private static Command Flatten(Shell shell)
    {
        var id = Id;
        var symbol = new Option<string?>("--symbol") { Description = "Only this instrument." };
        var reason = Choices.Reason("flattened by hand");
        return shell.Command("flatten", "Cancel working orders and close positions at market. No rule refuses it.", [id, symbol, reason], async (call, cancellation) =>
        {
            var result = await call.Client.Orders.FlattenAsync(call.Value(id), call.Value(symbol), call.Value(reason)!, cancellation);
            call.Output.Show(result, () => Text.Sheet(
                ("cancelled", Text.Count(result.CanceledClientOrderIds.Count, "order")),
                ("closing", Text.Count(result.ClosingOrderIds.Count, "market order"))));
            return ExitCode.Ok;
        });
    }
}
