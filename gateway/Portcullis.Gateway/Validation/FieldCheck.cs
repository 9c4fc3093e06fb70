namespace Portcullis.Gateway.Validation;

/// <summary>What must hold of one field of a message, and what its sender is told was expected.</summary>
internal sealed record FieldCheck<T>(string Field, string Expected, Func<T, bool> Holds);
