using Portcullis.Domain.Accounts;
using Portcullis.Domain.Controls;

namespace Portcullis.Grains;

/// <summary>What surrounds the accounts at this moment: clock, markets, news and active rules, read once for each decision.</summary>
public interface IDecisionWorld
{
    /// <returns>Null when no active rule set has the profile.</returns>
    DecisionContext? ContextFor(string profile, ControlState controls);
}
