using System.CommandLine;
using System.CommandLine.Parsing;
using Portcullis.Client;

namespace Portcullis.Cli.Commands;

/// <summary>Values from a short list, as people type them.</summary>
internal static class Choices
{
    public static Argument<Side> Side() => new("side")
    {
        Description = "buy or sell.",
        CustomParser = result => One(result, new Dictionary<string, Side> { ["buy"] = Client.Side.Buy, ["sell"] = Client.Side.Sell }),
    };

    public static Option<TimeInForce> TimeInForce() => new("--tif")
    {
        Description = "day, gtc, ioc or fok.",
        DefaultValueFactory = _ => Client.TimeInForce.Day,
        CustomParser = result => One(result, new Dictionary<string, TimeInForce>
        {
            ["day"] = Client.TimeInForce.Day,
            ["gtc"] = Client.TimeInForce.GoodTillCanceled,
            ["ioc"] = Client.TimeInForce.ImmediateOrCancel,
            ["fok"] = Client.TimeInForce.FillOrKill,
        }),
    };

    public static Argument<Scope> Scope() => new("scope")
    {
        Description = "global, or firm:NAME, account:NAME, strategy:NAME, instrument:NAME.",
        CustomParser = ParseScope,
    };

    /// <param name="otherwise">What it is when none is given; null: one must be.</param>
    public static Option<string> Reason(string? otherwise = null)
    {
        var reason = new Option<string>("--reason") { Description = "Kept for ever and read by bots: name no person.", Required = otherwise is null };
        if (otherwise is not null)
            reason.DefaultValueFactory = _ => otherwise;
        return reason;
    }

    private static Scope ParseScope(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (text == "global")
            return Client.Scope.Global;
        if (text.Split(':', 2) is [var kind, { Length: > 0 } name])
        {
            switch (kind)
            {
                case "firm": return Client.Scope.Firm(name);
                case "account": return Client.Scope.Account(name);
                case "strategy": return Client.Scope.Strategy(name);
                case "instrument": return Client.Scope.Instrument(name);
            }
        }

        result.AddError($"'{text}' is no scope: global, or firm:NAME, account:NAME, strategy:NAME, instrument:NAME.");
        return Client.Scope.Global;
    }

    public static T One<T>(ArgumentResult result, Dictionary<string, T> choices)
        where T : struct
    {
        var text = result.Tokens[0].Value;
        if (choices.TryGetValue(text.ToLowerInvariant(), out var choice))
            return choice;
        result.AddError($"'{text}' is none of {string.Join(", ", choices.Keys)}.");
        return default;
    }
}
