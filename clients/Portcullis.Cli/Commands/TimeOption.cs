using System.CommandLine;
using System.Globalization;

namespace Portcullis.Cli.Commands;

/// <summary>A moment; without an offset it is of UTC, wherever the machine stands.</summary>
internal static class TimeOption
{
    public static Option<DateTimeOffset?> Create(string name, string description) => new(name)
    {
        Description = description,
        CustomParser = given =>
        {
            var text = given.Tokens[0].Value;
            if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)) return time;
            given.AddError($"{name} wants a time such as 2026-03-02T14:30:00Z, not '{text}'.");
            return null;
        },
    };
}
