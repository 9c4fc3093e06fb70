namespace Portcullis.Markets;

/// <summary>How far a price may lie from the trusted one: so many average one-minute ranges or this fraction of it, whichever is more.</summary>
public readonly record struct Tolerance(decimal Ranges, decimal Fraction);
