using System.Globalization;
using FluentValidation;
using Portcullis.Gateway.Services;
using Portcullis.Reports;
using Portcullis.V1;

namespace Portcullis.Gateway.Validation;

public sealed class ListOrdersRequestValidator : AbstractValidator<ListOrdersRequest>
{
    public ListOrdersRequestValidator()
    {
        RuleFor(r => r.AccountId).MustBeAccountId().When(r => r.AccountId.Length > 0).OverridePropertyName("account_id");
        RuleFor(r => r.Symbol).MustBeShort(ReportFields.NameLength).OverridePropertyName("symbol");
        RuleFor(r => r.Strategy).MustBeShort(ReportFields.NameLength).OverridePropertyName("strategy");
        RuleFor(r => r.Rule).MustBeShort(ReportFields.NameLength).OverridePropertyName("rule");
        RuleFor(r => r.Verdict).Must(verdict => Enum.IsDefined(verdict)).WithMessage("APPROVED, RESIZED, HELD or REJECTED, or none for all").OverridePropertyName("verdict");
        RuleFor(r => r.From).MustBeTime().OverridePropertyName("from");
        RuleFor(r => r.Until).MustBeTime().OverridePropertyName("until");
        RuleFor(r => r.Until).Must((r, until) => until.CompareTo(r.From) > 0).When(r => r.From is not null && r.Until is not null).WithMessage("a time after from").OverridePropertyName("until");
        RuleFor(r => r.PageSize).MustBePageSize().OverridePropertyName("page_size");
        RuleFor(r => r.PageToken).MustBePageToken(PageTokens.Orders).OverridePropertyName("page_token");
    }
}

public sealed class ListRuleOutcomesRequestValidator : AbstractValidator<ListRuleOutcomesRequest>
{
    public ListRuleOutcomesRequestValidator()
    {
        RuleFor(r => r.AccountId).MustBeAccountId().When(r => r.AccountId.Length > 0).OverridePropertyName("account_id");
        RuleFor(r => r.FromDate).MustBeDateOrEmpty().OverridePropertyName("from_date");
        RuleFor(r => r.ToDate).MustBeDateOrEmpty().Must((r, to) => ReportFields.InOrder(r.FromDate, to)).WithMessage("a trading day yyyy-mm-dd that is not before from_date").OverridePropertyName("to_date");
        RuleFor(r => r.Rule).MustBeShort(ReportFields.NameLength).OverridePropertyName("rule");
        RuleFor(r => r.PageSize).MustBePageSize().OverridePropertyName("page_size");
        RuleFor(r => r.PageToken).MustBePageToken(PageTokens.Days).OverridePropertyName("page_token");
    }
}

public sealed class ListAccountDaysRequestValidator : AbstractValidator<ListAccountDaysRequest>
{
    public ListAccountDaysRequestValidator()
    {
        RuleFor(r => r.AccountId).MustBeAccountId().When(r => r.AccountId.Length > 0).OverridePropertyName("account_id");
        RuleFor(r => r.FromDate).MustBeDateOrEmpty().OverridePropertyName("from_date");
        RuleFor(r => r.ToDate).MustBeDateOrEmpty().Must((r, to) => ReportFields.InOrder(r.FromDate, to)).WithMessage("a trading day yyyy-mm-dd that is not before from_date").OverridePropertyName("to_date");
        RuleFor(r => r.PageSize).MustBePageSize().OverridePropertyName("page_size");
        RuleFor(r => r.PageToken).MustBePageToken(PageTokens.Days).OverridePropertyName("page_token");
    }
}

public sealed class ListEvidenceRequestValidator : AbstractValidator<ListEvidenceRequest>
{
    public ListEvidenceRequestValidator()
    {
        RuleFor(r => r.Strategy).MustBeShort(ReportFields.NameLength).OverridePropertyName("strategy");
        RuleFor(r => r.Version).MustBeShort(ReportFields.NameLength).OverridePropertyName("version");
        RuleFor(r => r.PageSize).MustBePageSize().OverridePropertyName("page_size");
        RuleFor(r => r.PageToken).MustBePageToken(PageTokens.Evidence).OverridePropertyName("page_token");
    }
}

/// <summary>Rules that the reports' requests share.</summary>
internal static class ReportFields
{
    public const int NameLength = 128;

    private const string DateForm = "yyyy-MM-dd";

    /// <summary>A trading day as the contracts write it; null for text that is empty.</summary>
    public static DateOnly? Date(string text) => text.Length == 0 ? null : DateOnly.ParseExact(text, DateForm, CultureInfo.InvariantCulture);

    public static string Text(DateOnly date) => date.ToString(DateForm, CultureInfo.InvariantCulture);

    public static bool InOrder(string from, string to) => !IsDate(from) || !IsDate(to) || Date(from) <= Date(to);

    public static IRuleBuilderOptions<T, string> MustBeDateOrEmpty<T>(this IRuleBuilder<T, string> rule) => rule
        .Must(text => text.Length == 0 || IsDate(text))
        .WithMessage("a trading day such as 2026-03-02, or empty");

    public static IRuleBuilderOptions<T, int> MustBePageSize<T>(this IRuleBuilder<T, int> rule) => rule
        .InclusiveBetween(0, Limits.PageRows)
        .WithMessage($"1 to {Limits.PageRows}, or 0 for {Limits.DefaultPageRows}");

    public static IRuleBuilderOptions<T, string> MustBePageToken<T, TMark>(this IRuleBuilder<T, string> rule, Func<string, TMark?> read)
        where TMark : struct => rule
        .Must(text => text.Length == 0 || read(text) is not null)
        .WithMessage("the next_page_token of an answer to the same question, unchanged; or empty for the first page");

    private static bool IsDate(string text) => DateOnly.TryParseExact(text, DateForm, CultureInfo.InvariantCulture, DateTimeStyles.None, out _);
}
