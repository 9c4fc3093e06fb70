using System.Globalization;
using Portcullis.Domain;
using Portcullis.Domain.Accounts;
using Portcullis.Domain.Instruments;
using Portcullis.Gateway.Accounts;
using Portcullis.Gateway.Services;
using Portcullis.Gateway.Validation;
using Portcullis.Grains;
using Portcullis.Markets.Reference;
using Portcullis.V1;

namespace Portcullis.Gateway.Hosting;

/// <summary>
/// Decides a few orders for accounts that exist in memory alone, before the first real one is taken: by then the runtime has compiled what
/// decides, explains and records, and the first order of the day does not wait for it. Nothing is recorded, nothing is sent.
/// </summary>
public sealed class Rehearsal(DecisionWorld world, ControlGrain controls, ReferenceData reference, RequestValidation validation)
{
    private const int OrdersPerProfile = 20;

    private static readonly AccountId Nobody = new("rehearsal");

    public void Run()
    {
        // A root is listed too, but nobody orders it.
        if (reference.Catalog.Listed.FirstOrDefault(listed => reference.Catalog.Find(listed.Symbol) is not null) is not { } instrument) return;
        foreach (var profile in controls.Current.Profiles.Keys)
            if (world.ContextFor(profile, controls.Current) is { } context) Run(context, profile, instrument);
    }

    private void Run(DecisionContext context, string profile, Instrument instrument)
    {
        if (AccountDecider.Decide(AccountState.Empty, new OpenAccount(Nobody, profile, null, null, "paper"), context) is not Outcome.Happened opened) return;
        var state = AccountState.Empty.Evolve(opened.Events);
        for (var n = 0; n < OrdersPerProfile; n++)
        {
            var request = new SubmitRequest
            {
                AccountId = Nobody.Value,
                ClientOrderId = $"rehearsal-{n}",
                Symbol = instrument.Symbol,
                Side = Side.Buy,
                Type = OrderType.Market,
                TimeInForce = TimeInForce.Day,
                Quantity = instrument.LotSize.ToString(CultureInfo.InvariantCulture),
            };
            validation.Check(request);
            if (AccountDecider.Decide(state, new SubmitOrder(Wire.Request(request)), context) is not Outcome.Happened decided) return;
            foreach (var happened in decided.Events) _ = EventCatalog.Write(happened);
            if (decided.Events.OfType<OrderDecided>().FirstOrDefault() is { } decision) _ = Wire.Decision(Nobody, decision, context.Rules, duplicate: false, preview: false).CalculateSize();
            state = state.Evolve(decided.Events);
        }
    }
}
