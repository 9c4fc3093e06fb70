using System.Collections.Immutable;
using System.Text;

namespace Portcullis.Rules.Files;

/// <summary>The one place of this library that reads files.</summary>
public static class RuleFolder
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    // Files beside rules that are not rules, and what editors leave behind while they save.
    private static readonly string[] OtherKinds = [".cases.json", ".params.json", ".profile.json", ".schema.json", ".facts.json"];

    /// <summary>The rule files that a list of files and folders names: folders with all below them, in ordinal order.</summary>
    public static ImmutableArray<string> Find(IEnumerable<string> paths) =>
    [
        .. paths.SelectMany(path => Directory.Exists(path)
            ? Directory.EnumerateFiles(path, "*.json", SearchOption.AllDirectories).Where(IsRules).Order(StringComparer.Ordinal)
            : (IEnumerable<string>)[path]),
    ];

    /// <summary>Whether a name is one of a rule file, and not a sheet, a list of cases, or an editor's temporary file.</summary>
    public static bool IsRules(string path)
    {
        var name = Path.GetFileName(path);
        return name.EndsWith(".json", StringComparison.OrdinalIgnoreCase) && name[0] is not ('.' or '~' or '#')
            && !OtherKinds.Any(kind => name.EndsWith(kind, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Reads files whole; one that is missing, too long or not UTF-8 is a diagnostic, and the others are read still.</summary>
    public static ImmutableArray<RuleFile> Read(IEnumerable<string> paths, ICollection<Diagnostic> diagnostics)
    {
        var files = ImmutableArray.CreateBuilder<RuleFile>();
        foreach (var path in paths)
            if (Read(path, diagnostics) is { } file)
                files.Add(file);
        return files.ToImmutable();
    }

    private static RuleFile? Read(string path, ICollection<Diagnostic> diagnostics)
    {
        try
        {
            var bytes = new FileInfo(path).Length;
            if (bytes > Limits.FileLength)
                return Refuse(DiagnosticCodes.LimitExceeded, $"The file has {bytes} bytes; the limit FileLength is {Limits.FileLength}");
            return new(path, Strict.GetString(File.ReadAllBytes(path)));
        }
        catch (DecoderFallbackException exception)
        {
            return Refuse(DiagnosticCodes.Unreadable, $"The file is not UTF-8: byte {exception.Index}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return Refuse(DiagnosticCodes.Unreadable, $"The file cannot be read: {exception.Message}");
        }

        RuleFile? Refuse(string code, string message)
        {
            diagnostics.Add(new(DiagnosticSeverity.Error, code, message, path, 1, 1));
            return null;
        }
    }
}
