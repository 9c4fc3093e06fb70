namespace Portcullis.Faults.Tests;

/// <summary>Whether a gateway has the broker <c>gated</c>, and whether orders stop in front of it.</summary>
internal enum Gate
{
    None,
    Open,
    Closed,
}
