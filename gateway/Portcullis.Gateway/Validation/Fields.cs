using FluentValidation;
using Portcullis.Domain.Accounts;

namespace Portcullis.Gateway.Validation;

/// <summary>Rules that many requests share. Field names are those of the .proto files.</summary>
internal static class Fields
{
    public static IRuleBuilderOptions<T, string> MustBeAccountId<T>(this IRuleBuilder<T, string> rule) => rule
        .Must(id => id.Length is > 0 and <= Limits.AccountIdLength && char.IsAsciiLetterLower(id[0]) && id.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'))
        .WithMessage($"1 to {Limits.AccountIdLength} lower-case letters, digits and '-', beginning with a letter");

    public static IRuleBuilderOptions<T, string> MustBeClientOrderId<T>(this IRuleBuilder<T, string> rule) => rule
        .Must(id => id.Length is > 0 and <= Limits.ClientOrderIdLength && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ':'))
        .WithMessage($"1 to {Limits.ClientOrderIdLength} letters, digits, '-', '_', '.' or ':'");

    public static IRuleBuilderOptions<T, string> MustBeReason<T>(this IRuleBuilder<T, string> rule) => rule
        .Must(reason => !string.IsNullOrWhiteSpace(reason) && reason.Length <= Limits.ReasonLength)
        .WithMessage($"a reason of 1 to {Limits.ReasonLength} characters; the journal keeps it");

    public static IRuleBuilderOptions<T, string> MustBeShort<T>(this IRuleBuilder<T, string> rule, int length) => rule
        .Must(text => text.Length <= length)
        .WithMessage($"at most {length} characters");

    public static IRuleBuilderOptions<T, string> MustBeDecimalOrEmpty<T>(this IRuleBuilder<T, string> rule) => rule
        .Must(text => text.Length == 0 || DecimalText.TryParse(text, out _))
        .WithMessage(DecimalText.Expected);

    public static IRuleBuilderOptions<T, TEnum> MustBeSpecified<T, TEnum>(this IRuleBuilder<T, TEnum> rule)
        where TEnum : struct, Enum => rule
        .Must(value => Convert.ToInt32(value, null) != 0 && Enum.IsDefined(value))
        .WithMessage($"one of {string.Join(", ", Enum.GetNames<TEnum>().Skip(1))} is required");
}
