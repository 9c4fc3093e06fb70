using System.Collections.Immutable;
using Portcullis.Rules.Language;

namespace Portcullis.Rules.Format;

/// <summary>Collects what a load finds, up to <see cref="Limits.Diagnostics"/>.</summary>
internal sealed class DiagnosticBag
{
    private readonly List<Diagnostic> _all = [];
    private int _dropped;

    public bool HasErrors { get; private set; }

    public int ErrorCount { get; private set; }

    public void Add(Diagnostic diagnostic)
    {
        if (diagnostic.Severity == DiagnosticSeverity.Error)
        {
            HasErrors = true;
            ErrorCount++;
        }
        if (_all.Count < Limits.Diagnostics)
            _all.Add(diagnostic);
        else
            _dropped++;
    }

    public void Add(DiagnosticSeverity severity, string code, string message, Place place, string? suggestion = null) =>
        Add(new(severity, code, message, place.Path, place.Line, place.Column, suggestion));

    public void Error(string code, string message, Place place, string? suggestion = null) =>
        Add(DiagnosticSeverity.Error, code, message, place, suggestion);

    public void Error(RuleSyntaxException exception, SourceText text) =>
        Error(exception.Code, exception.Message, text.At(exception.Span.Start), exception.Suggestion);

    public ImmutableArray<Diagnostic> ToImmutable()
    {
        if (_dropped == 0)
            return [.. _all];
        var last = _all[^1];
        return [.. _all, new(DiagnosticSeverity.Error, DiagnosticCodes.LimitExceeded,
            $"{_dropped} more diagnostics are not shown (limit Diagnostics)", last.Path, last.Line, last.Column)];
    }
}
