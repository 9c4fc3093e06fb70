using System.Text.Json;

namespace Portcullis.Rules;

/// <summary>An enabled top-level rule. Its place in <see cref="RuleSet{TFacts}.Rules"/> is its index in outcomes.</summary>
/// <param name="ExpressionText">As written; for a nested rule its operator and its children's texts.</param>
/// <param name="ErrorMessage">The template, placeholders unfilled.</param>
/// <param name="Properties">The file's own data about the rule, unread by the engine.</param>
public sealed record Rule(
    int Index,
    string Name,
    string Workflow,
    string ExpressionText,
    string? ErrorMessage,
    string? SuccessEvent,
    IReadOnlyDictionary<string, JsonElement> Properties,
    string Path,
    int Line);
