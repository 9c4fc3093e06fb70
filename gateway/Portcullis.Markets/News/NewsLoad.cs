using System.Collections.Immutable;
using Portcullis.Domain.News;
using Portcullis.Markets.Reference;

namespace Portcullis.Markets.News;

/// <summary>A calendar read from a file, and the entries of it that could not be read. Whoever loads it shows those to a person: they are events that no window protects.</summary>
public sealed record NewsLoad(NewsCalendar Calendar, ImmutableArray<ReferenceFault> Faults);
