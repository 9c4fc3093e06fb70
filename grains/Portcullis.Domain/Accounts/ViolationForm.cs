using System.Collections.Immutable;
using Portcullis.Domain.Json;
using Portcullis.Rules;

namespace Portcullis.Domain.Accounts;

/// <summary>
/// How one rule's failure at one comparison stands in records: what is the same each time, and between it the places of its message and its numbers. It
/// is learned of a record that was read and found right, in whatever order and with whatever spaces that was written, and saves reading the next one.
/// </summary>
internal sealed class ViolationForm
{
    private readonly ComparisonText? _deciding;
    private readonly ImmutableArray<(byte[] Before, ViolationProperty Property)> _places;
    private readonly byte[] _end;

    /// <param name="json">A violation that says what <paramref name="reason"/> says.</param>
    /// <param name="reason">Told by a message and exact numbers.</param>
    public ViolationForm(ReadOnlySpan<byte> json, in RuleReason reason)
    {
        _deciding = reason.Deciding;
        var places = ImmutableArray.CreateBuilder<(byte[], ViolationProperty)>();
        var cursor = new JsonCursor(json);
        cursor.Open('{');
        var (property, start) = (Utf8Names.None, 0);
        while (cursor.NextProperty(PropertyNames<ViolationProperty>.Names, ref property))
        {
            var end = json.Length - cursor.Left.Length;
            cursor.ReadRaw();
            if ((ViolationProperty)property is not (ViolationProperty.Message or ViolationProperty.LeftValue or ViolationProperty.RightValue or ViolationProperty.OverBy)) continue;
            places.Add((json[start..end].ToArray(), (ViolationProperty)property));
            start = json.Length - cursor.Left.Length;
        }

        _places = places.DrainToImmutable();
        _end = json[start..].ToArray();
    }

    /// <summary>Whether a message and numbers that are told to their last digit are all that changes of it from one record to the next.</summary>
    public static bool CanTell(in RuleReason reason) =>
        reason.Outcome == RuleOutcome.Failed && (reason.Deciding is null || reason is { Left.Number: not null, Right.Number: not null, Slack: not null });

    /// <summary>Whether it was learned of the same comparison.</summary>
    public bool IsOf(in RuleReason reason) => ReferenceEquals(_deciding, reason.Deciding) && CanTell(reason);

    /// <summary>Past the violation that is next, if it stands there in this form and says this.</summary>
    /// <param name="cursor">Is anywhere when it does not.</param>
    public bool TryTake(ref JsonCursor cursor, in RuleReason reason, ReadOnlySpan<char> message)
    {
        foreach (var (before, property) in _places)
        {
            if (!cursor.TryTake(before)) return false;
            var isSame = property switch
            {
                ViolationProperty.Message => cursor.ReadQuoted().Is(message),
                ViolationProperty.LeftValue => Is(cursor.ReadQuoted(), reason.Left),
                ViolationProperty.RightValue => Is(cursor.ReadQuoted(), reason.Right),
                _ => cursor.ReadDecimal() == Judge.OverBy(reason),
            };
            if (!isSame) return false;
        }

        return cursor.TryTake(_end);
    }

    private static bool Is(JsonText recorded, in ComparedValue value)
    {
        Span<byte> text = stackalloc byte[DecimalText.MaxLength];
        return value.Number is { } number && recorded.Inner.SequenceEqual(text[..Judge.Text(number, text)]);
    }
}
