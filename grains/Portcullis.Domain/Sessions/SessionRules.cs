namespace Portcullis.Domain.Sessions;

/// <summary>A profile's trading day.</summary>
public sealed record SessionRules
{
    /// <summary>IANA zone of the times below, for example <c>America/Chicago</c>.</summary>
    public required string Zone { get; init; }

    /// <summary>Local time at which one trading day ends and the next begins, for example 17:00.</summary>
    public required TimeOnly Boundary { get; init; }

    /// <summary>Name of the calendar with opening hours, holidays and early closes.</summary>
    public required string Calendar { get; init; }

    /// <summary>Local time by which positions must be flat; null for none.</summary>
    public TimeOnly? FlatBy { get; init; }
}
