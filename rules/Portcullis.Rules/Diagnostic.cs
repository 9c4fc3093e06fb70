using System.Globalization;

namespace Portcullis.Rules;

public enum DiagnosticSeverity : byte
{
    Information,
    Warning,
    Error,
}

/// <summary>Something found in a rule file, with the place to look at and, where one is known, the way out.</summary>
/// <param name="Severity">An error keeps the rule set from loading.</param>
/// <param name="Code">A stable code of <see cref="DiagnosticCodes"/>.</param>
/// <param name="Message">What is wrong, in one sentence without a full stop.</param>
/// <param name="Path">The file as it was named to the loader.</param>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1, in UTF-16 units.</param>
/// <param name="Suggestion">What to write instead; null when nothing is known.</param>
public sealed record Diagnostic(
    DiagnosticSeverity Severity, string Code, string Message, string Path, int Line, int Column, string? Suggestion = null)
{
    public override string ToString()
    {
        var severity = Severity switch
        {
            DiagnosticSeverity.Error => "error",
            DiagnosticSeverity.Warning => "warning",
            _ => "info",
        };
        var tail = Suggestion is null ? "" : "; " + Suggestion;
        return string.Create(CultureInfo.InvariantCulture, $"{Path}({Line},{Column}): {severity} {Code}: {Message}{tail}");
    }
}
