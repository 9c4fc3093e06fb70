using System.Collections.Immutable;
using Portcullis.Domain.Profiles;

namespace Portcullis.Gateway.Rules;

/// <summary>Every profile with its compiled rules: what a folder of packs says. Immutable.</summary>
/// <param name="Hash">Over the profiles' hashes.</param>
/// <param name="Documents">By rule set hash: everything needed to compile it again, years later.</param>
public sealed record RuleBook(string Hash, ImmutableSortedDictionary<string, ProfileRules> Profiles, ImmutableDictionary<string, RuleSetDocument> Documents);

/// <summary>What was wrong with a folder of packs; each line names file, line and column where there is one.</summary>
public sealed class RuleBookException(IReadOnlyList<string> problems) : Exception($"The rule packs can't be used:{Environment.NewLine}{string.Join(Environment.NewLine, problems)}")
{
    public IReadOnlyList<string> Problems { get; } = problems;
}
