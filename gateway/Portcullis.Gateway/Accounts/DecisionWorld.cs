using Portcullis.Domain.Accounts;
using Portcullis.Domain.Controls;
using Portcullis.Gateway.Markets;
using Portcullis.Gateway.Rules;
using Portcullis.Grains;
using Portcullis.Markets;
using Portcullis.Markets.Reference;

namespace Portcullis.Gateway.Accounts;

/// <summary>Takes the picture that a decision is made on: the clock read once, the markets as they are, the rules that the control stream names.</summary>
public sealed class DecisionWorld(TimeProvider time, MarketBoard board, ReferenceData reference, NewsDesk news, RuleSetLibrary library) : IDecisionWorld
{
    public DecisionContext? ContextFor(string profile, ControlState controls) =>
        controls.Profiles.TryGetValue(profile, out var hash) && library.Find(hash) is { } rules
            ? new DecisionContext(time.GetUtcNow(), rules, reference.Catalog, board.Current, news.Calendar, controls)
            : null;
}
