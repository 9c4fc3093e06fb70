using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Json;
using Portcullis.Domain.Json;

namespace Portcullis.Domain.Facts;

/// <summary>How facts of one type stand in JSON, and when two are the same: to the last digit, as messages show them to the last digit.</summary>
internal abstract class FactForm<T>
{
    public abstract void Write(Utf8JsonWriter writer, T value);

    public abstract T Read(ref JsonCursor cursor);

    public virtual bool AreSame(T a, T b) => EqualityComparer<T>.Default.Equals(a, b);
}

internal static class FactForms
{
    /// <summary>A <see cref="FactForm{T}"/> of the type.</summary>
    public static object Of(Type type)
    {
        if (type == typeof(decimal)) return new DecimalForm();
        if (type == typeof(int)) return new IntForm();
        if (type == typeof(long)) return new LongForm();
        if (type == typeof(bool)) return new BoolForm();
        if (type == typeof(string)) return new TextForm();
        if (type == typeof(DateTimeOffset)) return new MomentForm();
        if (type.IsEnum) return Activator.CreateInstance(typeof(EnumForm<>).MakeGenericType(type))!;
        if (Nullable.GetUnderlyingType(type) is { } value) return Activator.CreateInstance(typeof(OptionalForm<>).MakeGenericType(value), Of(value))!;
        if (type == typeof(ImmutableArray<NearbyNews>)) return new NewsForm();
        throw new NotSupportedException($"Facts of type {type} have no form in the journal yet.");
    }
}

internal sealed class DecimalForm : FactForm<decimal>
{
    public override void Write(Utf8JsonWriter writer, decimal value) => writer.WriteDecimal(value);

    public override decimal Read(ref JsonCursor cursor) => cursor.ReadDecimal();

    public override bool AreSame(decimal a, decimal b) => MemoryMarshal.AsBytes(new ReadOnlySpan<decimal>(in a)).SequenceEqual(MemoryMarshal.AsBytes(new ReadOnlySpan<decimal>(in b)));
}

internal sealed class IntForm : FactForm<int>
{
    public override void Write(Utf8JsonWriter writer, int value) => writer.WriteNumberValue(value);

    public override int Read(ref JsonCursor cursor) => cursor.ReadLong() is >= int.MinValue and <= int.MaxValue and var value ? (int)value : throw cursor.Unexpected();
}

internal sealed class LongForm : FactForm<long>
{
    public override void Write(Utf8JsonWriter writer, long value) => writer.WriteNumberValue(value);

    public override long Read(ref JsonCursor cursor) => cursor.ReadLong();
}

internal sealed class BoolForm : FactForm<bool>
{
    public override void Write(Utf8JsonWriter writer, bool value) => writer.WriteBooleanValue(value);

    public override bool Read(ref JsonCursor cursor) => cursor.ReadBool();
}

internal sealed class TextForm : FactForm<string>
{
    public override void Write(Utf8JsonWriter writer, string value) => writer.WriteStringValue(value);

    public override string Read(ref JsonCursor cursor) => cursor.ReadText();
}

internal sealed class MomentForm : FactForm<DateTimeOffset>
{
    public override void Write(Utf8JsonWriter writer, DateTimeOffset value) => writer.WriteStringValue(value);

    public override DateTimeOffset Read(ref JsonCursor cursor) => cursor.ReadMoment();

    public override bool AreSame(DateTimeOffset a, DateTimeOffset b) => a.EqualsExact(b);
}

internal sealed class EnumForm<T> : FactForm<T>
    where T : struct, Enum
{
    public override void Write(Utf8JsonWriter writer, T value) => EnumNames<T>.Write(writer, value);

    public override T Read(ref JsonCursor cursor) => EnumNames<T>.Read(ref cursor);
}

internal sealed class OptionalForm<T>(FactForm<T> form) : FactForm<T?>
    where T : struct
{
    public override void Write(Utf8JsonWriter writer, T? value)
    {
        if (value is { } known) form.Write(writer, known);
        else writer.WriteNullValue();
    }

    public override T? Read(ref JsonCursor cursor) => cursor.TakeNull() ? null : form.Read(ref cursor);

    public override bool AreSame(T? a, T? b) => a is { } x && b is { } y ? form.AreSame(x, y) : a.HasValue == b.HasValue;
}

internal sealed class NewsForm : FactForm<ImmutableArray<NearbyNews>>
{
    public override void Write(Utf8JsonWriter writer, ImmutableArray<NearbyNews> value) => JsonSerializer.Serialize(writer, value, DomainJson.Options);

    public override ImmutableArray<NearbyNews> Read(ref JsonCursor cursor) => JsonSerializer.Deserialize<ImmutableArray<NearbyNews>>(cursor.ReadRaw(), DomainJson.Options);

    public override bool AreSame(ImmutableArray<NearbyNews> a, ImmutableArray<NearbyNews> b) => a == b || a.AsSpan().SequenceEqual(b.AsSpan());
}
