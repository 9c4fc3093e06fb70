using System.Text.Json;
using Portcullis.Domain.Facts;
using Portcullis.Domain.Json;
using Portcullis.Domain.Orders;

namespace Portcullis.Domain.Accounts;

/// <summary>
/// A recorded decision as it stands in its JSON. What says how it came about is read; what is only compared, or only told, stays where it is until
/// somebody wants it.
/// </summary>
public ref struct DecisionRecord
{
    public string OrderId { get; private set; }

    public OrderRequest Request { get; private set; }

    internal JsonText RequestHash { get; private set; }

    public string? SymbolAsked { get; private set; }

    public Verdict Verdict { get; private set; }

    public decimal ApprovedQuantity { get; private set; }

    public Exposure Exposure { get; private set; }

    public decimal PositionAfter { get; private set; }

    public decimal RiskAmount { get; private set; }

    public decimal NotionalPerUnit { get; private set; }

    /// <summary>JSON; empty where there is none.</summary>
    public ReadOnlySpan<byte> Violations { get; private set; }

    /// <summary>JSON; empty where there is none.</summary>
    public ReadOnlySpan<byte> Headroom { get; private set; }

    public decimal? MaxQuantity { get; private set; }

    public string? BindingRule { get; private set; }

    public string RuleSet { get; private set; }

    public long ControlVersion { get; private set; }

    /// <summary>JSON.</summary>
    public ReadOnlySpan<byte> Facts { get; private set; }

    /// <summary>JSON; empty where there is none.</summary>
    public ReadOnlySpan<byte> AskedFacts { get; private set; }

    internal JsonText Replaces { get; private set; }

    public DateTimeOffset At { get; private set; }

    /// <exception cref="JsonException">It is not a recorded decision.</exception>
    public static DecisionRecord Read(ReadOnlySpan<byte> json)
    {
        var record = default(DecisionRecord);
        var cursor = new JsonCursor(json);
        cursor.Open('{');
        var property = Utf8Names.None;
        while (cursor.NextProperty(PropertyNames<DecisionProperty>.Names, ref property)) record.Read(ref cursor, (DecisionProperty)property);
        if (cursor.Next != 0) throw cursor.Unexpected();
        if (record.Request is null || record.OrderId is null || record.RequestHash.IsMissing || record.RuleSet is null || record.Facts.IsEmpty)
            throw new JsonException("A recorded decision lacks its order's id, its request, the request's hash, its rule set or its facts.");
        return record;
    }

    /// <exception cref="JsonException">They are not as facts are recorded.</exception>
    public readonly DecisionFacts ReadFacts()
    {
        var facts = ToldFacts.Of(Request, Replaces.IsMissing, ApprovedQuantity == 0m ? Request.Quantity : ApprovedQuantity, Exposure, PositionAfter, RiskAmount, NotionalPerUnit);
        FactTable.Read(Facts, facts, ToldFacts.None);
        return facts;
    }

    /// <summary>The facts at the quantity asked for, of a decision that has them.</summary>
    /// <exception cref="JsonException">They are not as facts are recorded.</exception>
    public readonly DecisionFacts ReadAskedFacts(DecisionFacts decided)
    {
        var asked = ToldFacts.AtAsked(decided, Request.Quantity);
        FactTable.Read(AskedFacts, asked, decided);
        return asked;
    }

    private void Read(ref JsonCursor cursor, DecisionProperty property)
    {
        switch (property)
        {
            case DecisionProperty.OrderId: OrderId = cursor.ReadString(); break;
            case DecisionProperty.Request: Request = OrderRequestJson.Read(ref cursor); break;
            case DecisionProperty.RequestHash: RequestHash = cursor.ReadQuoted(); break;
            case DecisionProperty.SymbolAsked: SymbolAsked = cursor.ReadText(); break;
            case DecisionProperty.Verdict: Verdict = EnumNames<Verdict>.Read(ref cursor); break;
            case DecisionProperty.ApprovedQuantity: ApprovedQuantity = cursor.ReadDecimal(); break;
            case DecisionProperty.Exposure: Exposure = EnumNames<Exposure>.Read(ref cursor); break;
            case DecisionProperty.PositionAfter: PositionAfter = cursor.ReadDecimal(); break;
            case DecisionProperty.RiskAmount: RiskAmount = cursor.ReadDecimal(); break;
            case DecisionProperty.NotionalPerUnit: NotionalPerUnit = cursor.ReadDecimal(); break;
            case DecisionProperty.Violations: Violations = cursor.ReadRaw(); break;
            case DecisionProperty.Headroom: Headroom = cursor.ReadRaw(); break;
            case DecisionProperty.MaxQuantity: MaxQuantity = cursor.ReadDecimal(); break;
            case DecisionProperty.BindingRule: BindingRule = cursor.ReadText(); break;
            case DecisionProperty.RuleSet: RuleSet = cursor.ReadText(); break;
            case DecisionProperty.ControlVersion: ControlVersion = cursor.ReadLong(); break;
            case DecisionProperty.Facts: Facts = cursor.ReadRaw(); break;
            case DecisionProperty.AskedFacts: AskedFacts = cursor.ReadRaw(); break;
            case DecisionProperty.Replaces: Replaces = cursor.ReadQuoted(); break;
            default: At = cursor.ReadMoment(); break;
        }
    }
}
