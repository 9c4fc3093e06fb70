using System.Buffers;
using System.Text.RegularExpressions;
using FluentValidation;
using Google.Protobuf.WellKnownTypes;
using Portcullis.Domain.Access;
using Portcullis.Domain.Accounts;

namespace Portcullis.Gateway.Validation;

/// <summary>Rules that many requests share. Field names are those of the .proto files.</summary>
internal static partial class Fields
{
    public const string NoMailAddress = "no e-mail address: this is kept for ever and can't be erased, so let it name no person";

    public const string NoBracketChild = "an id that ends in '-sl' or '-tp' names the stop or target of a bracket";

    public static readonly string AccountIdForm = $"1 to {Limits.AccountIdLength} lower-case letters, digits and '-', beginning with a letter";

    public static readonly string ClientOrderIdForm = $"1 to {Limits.ClientOrderIdLength} letters, digits, '-', '_', '.' or ':'";

    private static readonly SearchValues<char> AccountIdCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    private static readonly SearchValues<char> ClientOrderIdCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.:");

    public static string ShortText(int length) => $"at most {length} characters, none of them a control character";

    public static string OneOf<TEnum>()
        where TEnum : struct, System.Enum => $"one of {string.Join(", ", System.Enum.GetNames<TEnum>().Skip(1))} is required";

    public static IRuleBuilderOptions<T, string> MustBeAccountId<T>(this IRuleBuilder<T, string> rule) => rule
        .Must(IsAccountId)
        .WithMessage(AccountIdForm);

    /// <summary>A client order id for something new: what a bracket's children are called after is theirs.</summary>
    public static IRuleBuilderOptions<T, string> MustBeNewClientOrderId<T>(this IRuleBuilder<T, string> rule) => rule
        .MustBeClientOrderId()
        .Must(id => !NamesBracketChild(id))
        .WithMessage(NoBracketChild);

    public static IRuleBuilderOptions<T, string> MustBeClientOrderId<T>(this IRuleBuilder<T, string> rule) => rule
        .Must(IsClientOrderId)
        .WithMessage(ClientOrderIdForm);

    public static IRuleBuilderOptions<T, string> MustBeReason<T>(this IRuleBuilder<T, string> rule) => rule
        .Must(reason => !string.IsNullOrWhiteSpace(reason) && IsText(reason, Limits.ReasonLength))
        .WithMessage($"a reason of 1 to {Limits.ReasonLength} characters without control characters; the journal keeps it for ever and bots read it")
        .MustNameNobody();

    public static IRuleBuilderOptions<T, string> MustBeShort<T>(this IRuleBuilder<T, string> rule, int length) => rule
        .Must(text => IsText(text, length))
        .WithMessage(ShortText(length));

    /// <summary>What is kept in the clear can't be taken back. Names can't be told from words, an address can.</summary>
    public static IRuleBuilderOptions<T, string> MustNameNobody<T>(this IRuleBuilder<T, string> rule) => rule
        .Must(text => !HasMailAddress(text))
        .WithMessage(NoMailAddress);

    public static IRuleBuilderOptions<T, string> MustBeName<T>(this IRuleBuilder<T, string> rule, int length, string what) => rule
        .Must(text => text.Length > 0 && IsText(text, length))
        .WithMessage($"{what}: 1 to {length} characters, none of them a control character");

    public static IRuleBuilderOptions<T, Timestamp?> MustBeTime<T>(this IRuleBuilder<T, Timestamp?> rule) => rule
        .Must(at => at is null || IsTime(at))
        .WithMessage("not a time between the years 1 and 9999");

    public static bool IsAccountId(string id) =>
        id.Length is > 0 and <= Limits.AccountIdLength && char.IsAsciiLetterLower(id[0]) && !id.AsSpan().ContainsAnyExcept(AccountIdCharacters);

    public static bool IsClientOrderId(string id) => id.Length is > 0 and <= Limits.ClientOrderIdLength && !id.AsSpan().ContainsAnyExcept(ClientOrderIdCharacters);

    /// <summary>A bracket's children are called after their entry.</summary>
    public static bool NamesBracketChild(string id) => id.EndsWith("-sl", StringComparison.Ordinal) || id.EndsWith("-tp", StringComparison.Ordinal);

    /// <summary>A holder's pseudonym has the form of an account's id; the id of a key stands for its holder.</summary>
    public static bool IsHolder(string holder) => IsAccountId(holder) || Pseudonym.IsKeyId(holder);

    public static bool HasMailAddress(string text) => text.Contains('@', StringComparison.Ordinal) && MailAddress().IsMatch(text);

    /// <summary>Short, and nothing in it that the journal could not keep or a terminal would obey.</summary>
    public static bool IsText(string text, int length) => text.Length <= length && !text.Any(char.IsControl);

    /// <summary>Whether it can be read as a time: any two numbers can come over the wire.</summary>
    public static bool IsTime(Timestamp at) => at.Seconds is >= -62_135_596_800 and < 253_402_300_800 && at.Nanos is >= 0 and < 1_000_000_000;

    /// <summary>Whether an enum that came over the wire has a value that this program knows, and not the one for "not said".</summary>
    public static bool IsNamed<TEnum>(TEnum value)
        where TEnum : struct, System.Enum => !EqualityComparer<TEnum>.Default.Equals(value, default) && System.Enum.IsDefined(value);

    public static IRuleBuilderOptions<T, string> MustBeDecimalOrEmpty<T>(this IRuleBuilder<T, string> rule) => rule
        .Must(text => text.Length == 0 || DecimalText.TryParse(text, out _))
        .WithMessage(DecimalText.Expected);

    public static IRuleBuilderOptions<T, TEnum> MustBeSpecified<T, TEnum>(this IRuleBuilder<T, TEnum> rule)
        where TEnum : struct, System.Enum => rule
        .Must(IsNamed)
        .WithMessage(OneOf<TEnum>());

    [GeneratedRegex(@"[\w.+-]@[\w-]+\.\w", RegexOptions.CultureInvariant)]
    private static partial Regex MailAddress();
}
