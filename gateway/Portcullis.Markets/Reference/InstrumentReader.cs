using System.Collections.Immutable;
using Portcullis.Domain.Instruments;

namespace Portcullis.Markets.Reference;

/// <summary>Reads instruments: futures by root, and everything else symbol by symbol, grouped under terms that the group shares.</summary>
internal static class InstrumentReader
{
    public static (ImmutableArray<Instrument> Instruments, ImmutableArray<ContractRoot> Roots) Read(SourceFile file, IReadOnlySet<string> calendars)
    {
        var known = new HashSet<string>(StringComparer.Ordinal);
        var roots = ImmutableArray.CreateBuilder<ContractRoot>();
        foreach (var node in file.Root.Array("futures")) roots.Add(Root(node, calendars, known));

        var instruments = ImmutableArray.CreateBuilder<Instrument>();
        foreach (var group in file.Root.Array("groups"))
        {
            foreach (var node in group.Array("instruments"))
            {
                var symbol = Symbol(node, known);
                instruments.Add(Terms(node, group, symbol, symbol, group.Required("assetClass")?.AsOneOf<AssetClass>() ?? default, calendars));
                node.Finish();
            }

            group.Finish();
        }

        file.Root.Finish();
        return (instruments.ToImmutable(), roots.ToImmutable());
    }

    private static ContractRoot Root(SourceNode node, IReadOnlySet<string> calendars, HashSet<string> known)
    {
        var root = Symbol(node, known);
        var months = node.Text("months");
        if (months.Length == 0 || months.Any(code => !"FGHJKMNQUVXZ".Contains(code))) node.Required("months")?.Fault($"expected month codes of FGHJKMNQUVXZ, found \"{months}\"");
        var expiry = node.Required("expiry");
        var rule = expiry?.Required("rule")?.AsOneOf<ExpiryRule>() ?? default;
        var time = expiry?.Required("time")?.AsTime() ?? default;
        var zone = expiry?.Required("zone")?.AsZone() ?? TimeZoneInfo.Utc;
        expiry?.Finish();
        var template = Terms(node, node, root, root, AssetClass.Future, calendars);
        node.Finish();
        return new ContractRoot(template, [.. months], rule, time, zone.Id);
    }

    private static string Symbol(SourceNode node, HashSet<string> known)
    {
        var symbol = node.Text("symbol");
        if (symbol.Length is 0 or > 32 || symbol.Any(c => !char.IsAsciiLetterUpper(c) && !char.IsAsciiDigit(c) && c is not ('.' or '-')))
            node.Fault($"expected a symbol of 1 to 32 capital letters, digits, dots and hyphens, found \"{symbol}\"");
        else if (!known.Add(symbol)) node.Fault($"symbol \"{symbol}\" stands twice");
        return symbol;
    }

    /// <summary>Each term stands with the instrument itself or else with its group.</summary>
    private static Instrument Terms(SourceNode node, SourceNode group, string symbol, string root, AssetClass assetClass, IReadOnlySet<string> calendars)
    {
        var calendar = Of("calendar").Text("calendar");
        if (!calendars.Contains(calendar)) Of("calendar").Fault($"expected a calendar ({string.Join(", ", calendars.Order(StringComparer.Ordinal))}), found \"{calendar}\"");
        var unprotectedMove = Of("unprotectedMove").Positive("unprotectedMove");
        if (unprotectedMove > 1m) Of("unprotectedMove").Fault("expected \"unprotectedMove\" as a fraction of at most 1");
        return new Instrument
        {
            Symbol = symbol,
            Root = root,
            Description = node.Text("description"),
            AssetClass = assetClass,
            TickSize = Of("tickSize").Positive("tickSize"),
            PointValue = Of("pointValue").Positive("pointValue"),
            LotSize = Of("lotSize").Positive("lotSize"),
            Currency = Of("currency").Text("currency"),
            Calendar = calendar,
            Sector = Of("sector").Text("sector"),
            NewsCurrencies = [.. Of("newsCurrencies").Array("newsCurrencies").Select(currency => currency.AsText())],
            UnprotectedMove = unprotectedMove,
        };

        SourceNode Of(string name)
        {
            if (node.Members.ContainsKey(name)) return node;
            return group;
        }
    }
}
