using System.Text;
using System.Text.Json;

namespace Portcullis.Domain.Json;

/// <summary>A text as it stands in JSON, which is a string only for whoever wants one.</summary>
internal readonly ref struct JsonText(ReadOnlySpan<byte> quoted, bool isEscaped)
{
    private readonly ReadOnlySpan<byte> _quoted = quoted;

    public bool IsEscaped { get; } = isEscaped;

    /// <summary>No text is here; an empty one is.</summary>
    public bool IsMissing => _quoted.IsEmpty;

    /// <summary>What stands between the quotes, escapes as they are.</summary>
    public ReadOnlySpan<byte> Inner => _quoted[1..^1];

    /// <summary>Whether it says this. What is plain is compared as it stands.</summary>
    public bool Is(ReadOnlySpan<char> text) => (!IsEscaped && Ascii.Equals(Inner, text)) || text.SequenceEqual(ToString());

    /// <exception cref="JsonException">An escape that is none.</exception>
    public override string ToString() => IsEscaped ? Slow((ref reader) => reader.GetString()!) : Encoding.UTF8.GetString(Inner);

    /// <exception cref="JsonException">It is no moment.</exception>
    public DateTimeOffset ToMoment() => !IsEscaped && Utf8Moment.TryRead(Inner, out var moment) ? moment : Slow((ref reader) => reader.GetDateTimeOffset());

    private delegate T Reading<out T>(ref Utf8JsonReader reader);

    private T Slow<T>(Reading<T> read)
    {
        var reader = new Utf8JsonReader(_quoted);
        try
        {
            reader.Read();
            return read(ref reader);
        }
        catch (Exception e) when (e is FormatException or InvalidOperationException)
        {
            throw new JsonException($"A recorded text can't be read: {e.Message}");
        }
    }
}
