namespace Portcullis.Journal;

/// <summary>An event on its way into the journal.</summary>
/// <param name="Type">The stored name in snake case, for example <c>order_decided</c>; never renamed once written.</param>
/// <param name="Json">The body: one JSON value in UTF-8, at most <see cref="Limits.EventBytes"/> bytes.</param>
/// <param name="ClrType">What Marten keeps in <c>mt_dotnet_type</c>: "Namespace.Type, Assembly", without a version.</param>
/// <param name="HeadersJson">A JSON object of metadata (correlation, causation, user), or null.</param>
public sealed record EventData(string Type, ReadOnlyMemory<byte> Json, string? ClrType = null, string? HeadersJson = null);
