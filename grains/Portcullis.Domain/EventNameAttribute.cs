namespace Portcullis.Domain;

/// <summary>The name an event is stored under, for ever: the class may be renamed, this may not.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class EventNameAttribute(string name) : Attribute
{
    public string Name { get; } = name;
}

/// <summary>A fact that happened, as the journal keeps it.</summary>
public interface IDomainEvent
{
    DateTimeOffset At { get; }
}
