using D = Portcullis.Domain;

namespace Portcullis.Gateway.Tests.Wire;

/// <summary>The gateway turns enums into each other by their numbers.</summary>
public sealed class Enum_numbers
{
    public static TheoryData<Type, Type> Pairs => new()
    {
        { typeof(V1.Side), typeof(D.Orders.Side) },
        { typeof(V1.OrderType), typeof(D.Orders.OrderType) },
        { typeof(V1.TimeInForce), typeof(D.Orders.TimeInForce) },
        { typeof(V1.OrderStatus), typeof(D.Orders.OrderStatus) },
        { typeof(V1.Verdict), typeof(D.Accounts.Verdict) },
        { typeof(V1.AccountStatus), typeof(D.Accounts.AccountStatus) },
        { typeof(V1.AdjustmentKind), typeof(D.Accounts.AdjustmentKind) },
        { typeof(V1.Exposure), typeof(D.Facts.Exposure) },
        { typeof(V1.ScopeKind), typeof(D.Controls.ScopeKind) },
        { typeof(V1.Role), typeof(D.Access.Role) },
        { typeof(V1.OrderOrigin), typeof(Portcullis.Reports.Records.OrderOrigin) },
    };

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Contract_and_domain_number_and_name_alike(Type contract, Type domain) => Named(contract).ShouldBe(Named(domain));

    [Fact]
    public void Every_enum_of_the_contracts_has_an_unspecified_zero() =>
        V1.OrdersReflection.Descriptor.EnumTypes
            .Concat(V1.CommonReflection.Descriptor.EnumTypes)
            .Concat(V1.ReportsReflection.Descriptor.EnumTypes)
            .Where(e => !e.FindValueByNumber(0).Name.EndsWith("_UNSPECIFIED", StringComparison.Ordinal))
            .ShouldBeEmpty();

    private static IEnumerable<string> Named(Type type) => Enum.GetValues(type).Cast<object>().Select(value => $"{Convert.ToInt32(value, null)} {value}");
}
