using System.Text.Json;
using System.Text.Json.Serialization;

namespace Portcullis.Domain.Accounts;

/// <summary>Names an account: 1 to 32 lower-case letters, digits and hyphens, beginning with a letter.</summary>
[JsonConverter(typeof(AccountIdConverter))]
public readonly record struct AccountId(string Value) : IComparable<AccountId>
{
    public int CompareTo(AccountId other) => string.CompareOrdinal(Value, other.Value);

    public override string ToString() => Value;
}

/// <summary>
/// Names an order for us and, as client order id, for the broker: the account's id and the version of its stream at the decision, so that
/// it is unique without chance and tells where the decision is recorded.
/// </summary>
[JsonConverter(typeof(OrderIdConverter))]
public readonly record struct OrderId(string Value) : IComparable<OrderId>
{
    public int CompareTo(OrderId other) => string.CompareOrdinal(Value, other.Value);

    public override string ToString() => Value;
}

/// <summary>Names a request for the client: 1 to 48 letters, digits, '-', '_', '.', ':'; unique per account for ever.</summary>
[JsonConverter(typeof(ClientOrderIdConverter))]
public readonly record struct ClientOrderId(string Value) : IComparable<ClientOrderId>
{
    public int CompareTo(ClientOrderId other) => string.CompareOrdinal(Value, other.Value);

    public override string ToString() => Value;
}

/// <summary>Ids travel as plain JSON strings, also as property names.</summary>
public abstract class IdConverter<T> : JsonConverter<T>
{
    protected abstract T Wrap(string value);

    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Wrap(reader.GetString()!);

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(value!.ToString());

    public override T ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Wrap(reader.GetString()!);

    public override void WriteAsPropertyName(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WritePropertyName(value!.ToString()!);
}

public sealed class AccountIdConverter : IdConverter<AccountId>
{
    protected override AccountId Wrap(string value) => new(value);
}

public sealed class OrderIdConverter : IdConverter<OrderId>
{
    protected override OrderId Wrap(string value) => new(value);
}

public sealed class ClientOrderIdConverter : IdConverter<ClientOrderId>
{
    protected override ClientOrderId Wrap(string value) => new(value);
}
