using System.Buffers.Text;
using System.Text;

namespace Portcullis.Journal.Privacy;

/// <summary>A text that was sealed for a subject, as events hold it.</summary>
/// <param name="Subject">The pseudonym whose key opens it.</param>
/// <param name="Text">"sealed1:" and the box in base64.</param>
public readonly record struct SealedText(string Subject, string Text)
{
    private const string Prefix = "sealed1:";

    /// <summary>Whether a text has the form of a sealed one.</summary>
    public static bool IsSealed(string text) => text.StartsWith(Prefix, StringComparison.Ordinal);

    internal static string Seal(byte[] key, string subject, string text) => Prefix + Convert.ToBase64String(SealedBox.Seal(key, subject, Encoding.UTF8.GetBytes(text)));

    internal string? Open(byte[] key)
    {
        if (!IsSealed(Text) || !Base64.IsValid(Text.AsSpan(Prefix.Length)))
            return null;
        return SealedBox.Open(key, Subject, Convert.FromBase64String(Text[Prefix.Length..])) is { } content ? Encoding.UTF8.GetString(content) : null;
    }
}
