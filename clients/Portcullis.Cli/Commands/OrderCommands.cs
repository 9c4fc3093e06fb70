using System.CommandLine;
using Portcullis.Client;

namespace Portcullis.Cli.Commands;

internal static class OrderCommands
{
    public static Command Build(Shell shell) => new("order", "Submit, preview, change, cancel and list orders.")
    {
        Submit(shell), Preview(shell), Replace(shell), Cancel(shell), CancelAll(shell), Watch(shell), ReportCommands.Orders(shell),
    };

    private static Argument<string> Account => new("account") { Description = "The account's id." };

    private static Command Submit(Shell shell)
    {
        var ticket = new OrderTicket();
        return shell.Command("submit", "Ask for an order. Exit code 3 when it is rejected.", ticket.Symbols, async (call, cancellation) =>
        {
            var decision = await call.Client.Orders.SubmitAsync(ticket.Read(call), cancellation);
            call.Output.Show(decision, () => DecisionView.Of(decision));
            return ExitCode.Of(decision);
        });
    }

    private static Command Preview(Shell shell)
    {
        var ticket = new OrderTicket();
        return shell.Command("preview", "What submit would answer now. Records and routes nothing.", ticket.Symbols, async (call, cancellation) =>
        {
            var decision = await call.Client.Orders.PreviewAsync(ticket.Read(call), cancellation);
            call.Output.Show(decision, () => DecisionView.Of(decision));
            return ExitCode.Of(decision);
        });
    }

    private static Command Replace(Shell shell)
    {
        var account = Account;
        var original = new Argument<string>("client-order-id") { Description = "The order to change." };
        var quantity = new Option<decimal?>("--quantity") { Description = "New total quantity." };
        var limit = new Option<decimal?>("--limit") { Description = "New limit price." };
        var stop = new Option<decimal?>("--stop") { Description = "New stop price." };
        var id = new Option<string?>("--id") { Description = "Client order id of this request. Default a new one." };
        return shell.Command("replace", "Change a working order.", [account, original, quantity, limit, stop, id], async (call, cancellation) =>
        {
            var decision = await call.Client.Orders.ReplaceAsync(
                new OrderReplacement
                {
                    AccountId = call.Value(account),
                    ClientOrderId = call.IdOr(id),
                    OriginalClientOrderId = call.Value(original),
                    Quantity = call.Value(quantity),
                    LimitPrice = call.Value(limit),
                    StopPrice = call.Value(stop),
                },
                cancellation);
            call.Output.Show(decision, () => DecisionView.Of(decision));
            return ExitCode.Of(decision);
        });
    }

    private static Command Cancel(Shell shell)
    {
        var account = Account;
        var id = new Argument<string>("client-order-id") { Description = "The order to cancel." };
        return shell.Command("cancel", "Cancel a working order.", [account, id], async (call, cancellation) =>
        {
            var result = await call.Client.Orders.CancelAsync(call.Value(account), call.Value(id), cancellation);
            call.Output.Show(result, () => Text.Sheet(("order", result.OrderId), ("status", result.Status.ToString())));
            return ExitCode.Ok;
        });
    }

    private static Command CancelAll(Shell shell)
    {
        var account = Account;
        var symbol = new Option<string?>("--symbol") { Description = "Only this instrument." };
        return shell.Command("cancel-all", "Cancel every working order.", [account, symbol], async (call, cancellation) =>
        {
            var result = await call.Client.Orders.CancelAllAsync(call.Value(account), call.Value(symbol), cancellation);
            call.Output.Show(result, () => Text.Sheet(("cancelled", Text.Count(result.ClientOrderIds.Count, "order"))));
            return ExitCode.Ok;
        });
    }

    private static Command Watch(Shell shell)
    {
        var account = Account;
        var after = new Option<long>("--after") { Description = "From this version of the account's stream on: 0 the beginning, -1 now.", DefaultValueFactory = _ => -1 };
        return shell.Command("watch", "What happens to an account's orders, until Ctrl-C.", [account, after], async (call, cancellation) =>
        {
            await foreach (var execution in call.Client.Executions.WatchAsync(call.Value(account), call.Value(after), cancellation))
                call.Output.ShowItem(execution, () => Line(execution));
            return ExitCode.Ok;
        });
    }

    private static string Line(Execution execution) =>
        $"{Text.Time(execution.At)}  v{execution.Version}  {execution.Kind}  {execution.Side} {Text.Number(execution.Quantity)} {execution.Symbol}"
        + $"{(execution.Price is { } price ? $" at {Text.Number(price)}" : "")}  {execution.ClientOrderId}  {execution.Reason}".TrimEnd();
}
