namespace Portcullis.Rules.Facts;

/// <summary>A named input of a rule set and the type whose members rules may read.</summary>
public sealed record FactInput(string Name, Type Type);
