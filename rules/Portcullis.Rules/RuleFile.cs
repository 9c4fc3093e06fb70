namespace Portcullis.Rules;

/// <summary>The text of one rule file, and the name it goes by in diagnostics.</summary>
public sealed record RuleFile(string Path, string Text);
