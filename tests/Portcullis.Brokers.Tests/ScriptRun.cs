using Portcullis.Domain.Accounts;
using Portcullis.Domain.Orders;

namespace Portcullis.Brokers.Tests;

/// <summary>Plays a history against a broker.</summary>
internal sealed class ScriptRun
{
    private readonly List<OrderId> _orders = [];
    private PaperWorld _world = new(new PaperBrokerOptions { Commissions = TestMarket.Commissions });

    public PaperWorld World => _world;

    /// <summary>Quantity that each order has been allowed at most, by its submission and replacements.</summary>
    public Dictionary<string, decimal> Allowed { get; } = [];

    public List<BrokerExecution> Heard { get; } = [];

    public async Task PlayAsync(Step[] steps)
    {
        foreach (var step in steps)
        {
            await PlayAsync(step);
            _world.Time.Now += TimeSpan.FromSeconds(1);
        }

        Heard.AddRange(_world.Heard);
    }

    private async Task PlayAsync(Step step)
    {
        switch (step)
        {
            case Step.Quote quote:
                await _world.QuoteAsync(Price(quote.Ticks), Price(quote.Ticks + quote.Spread), quote.Size, quote.Size);
                break;
            case Step.Bar bar:
                await _world.BarAsync(Price(bar.High), Price(bar.Low), Price(bar.Close), Price(bar.Close + 1));
                break;
            case Step.Halt:
                await _world.HaltAsync(Price(0), Price(1));
                break;
            case Step.Cancel cancel when _orders.Count > 0:
                await _world.CancelAsync(_orders[cancel.Order % _orders.Count]);
                break;
            case Step.Replace replace when _orders.Count > 0:
                var changed = _orders[replace.Order % _orders.Count];
                Allowed[changed.Value] = Math.Max(Allowed[changed.Value], replace.Quantity);
                await _world.ReplaceAsync(changed, replace.Quantity, Price(replace.Limit), Price(replace.Stop));
                await _world.ReplaceAsync(changed, replace.Quantity, Price(replace.Limit));
                break;
            case Step.Submit submit:
                await SubmitAsync(submit);
                break;
            case Step.Restart:
                Heard.AddRange(_world.Heard);
                _world = await _world.RestartedAsync();
                break;
        }
    }

    private async Task SubmitAsync(Step.Submit submit)
    {
        var id = $"o{_orders.Count}";
        var sign = submit.Side.Sign();
        var bracket = submit.Bracket ? new Bracket(Price(-4 * sign), submit.Target ? Price(4 * sign) : null) : null;
        Allowed[id] = submit.Quantity;
        _orders.Add(await _world.SubmitAsync(
            id,
            submit.Side,
            submit.Type,
            submit.Quantity,
            submit.Type is OrderType.Limit or OrderType.StopLimit ? Price(submit.Limit) : null,
            submit.Type is OrderType.Stop or OrderType.StopLimit ? Price(submit.Stop) : null,
            submit.TimeInForce,
            bracket));
    }

    private static decimal Price(int ticks) => 100m + (0.25m * ticks);
}
