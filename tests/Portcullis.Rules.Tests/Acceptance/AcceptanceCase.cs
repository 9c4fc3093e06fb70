namespace Portcullis.Rules.Tests.Acceptance;

/// <summary>One recorded case.</summary>
/// <param name="Folder">Below the suite's folder.</param>
/// <param name="Policy">match, match-or-stricter or decide.</param>
internal sealed record AcceptanceCase(string Id, string Folder, string Policy, IReadOnlyList<string> Tags);
