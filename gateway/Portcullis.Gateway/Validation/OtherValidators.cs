using FluentValidation;
using Portcullis.Gateway.Accounts;
using Portcullis.V1;

namespace Portcullis.Gateway.Validation;

public sealed class OpenAccountRequestValidator : AbstractValidator<OpenAccountRequest>
{
    public OpenAccountRequestValidator(BrokerTable brokers)
    {
        RuleFor(r => r.AccountId).MustBeAccountId().OverridePropertyName("account_id");
        RuleFor(r => r.Profile).NotEmpty().WithMessage("a profile is required, for example topstep-50k").OverridePropertyName("profile");
        RuleFor(r => r.StartBalance)
            .Must(text => text.Length == 0 || (DecimalText.TryParse(text, out var amount) && amount > 0m))
            .WithMessage("a positive decimal number, or empty for the profile's").OverridePropertyName("start_balance");
        RuleFor(r => r.Broker)
            .Must(name => name.Length == 0 || brokers.Knows(name))
            .WithMessage($"one of {string.Join(", ", brokers.Names)}, or empty for paper").OverridePropertyName("broker");
        RuleFor(r => r.Firm).MustBeShort(64).MustNameNobody().OverridePropertyName("firm");
    }
}

public sealed class GetAccountRequestValidator : AbstractValidator<GetAccountRequest>
{
    public GetAccountRequestValidator() => RuleFor(r => r.AccountId).MustBeAccountId().OverridePropertyName("account_id");
}

public sealed class WatchAccountRequestValidator : AbstractValidator<WatchAccountRequest>
{
    public WatchAccountRequestValidator() => RuleFor(r => r.AccountId).MustBeAccountId().OverridePropertyName("account_id");
}

public sealed class WatchExecutionsRequestValidator : AbstractValidator<WatchExecutionsRequest>
{
    public WatchExecutionsRequestValidator() => RuleFor(r => r.AccountId).MustBeAccountId().OverridePropertyName("account_id");
}

public sealed class WatchUpdatesValidator : AbstractValidator<WatchUpdates>
{
    public WatchUpdatesValidator() => RuleFor(r => r.AccountId).MustBeAccountId().OverridePropertyName("account_id");
}

public sealed class ReadJournalRequestValidator : AbstractValidator<ReadJournalRequest>
{
    public ReadJournalRequestValidator()
    {
        RuleFor(r => r.AccountId).MustBeAccountId().When(r => r.AccountId.Length > 0).OverridePropertyName("account_id");
        RuleFor(r => r.AfterPosition).InclusiveBetween(0, long.MaxValue - 1).WithMessage("0 or a position that was read before").OverridePropertyName("after_position");
        RuleFor(r => r.Limit).GreaterThanOrEqualTo(0).WithMessage("0 for all, or how many").OverridePropertyName("limit");
        RuleFor(r => r.Until).Must((r, until) => until.CompareTo(r.From) > 0).When(r => r.From is not null && r.Until is not null).WithMessage("a time after from").OverridePropertyName("until");
    }
}

public sealed class SubscribeJournalRequestValidator : AbstractValidator<SubscribeJournalRequest>
{
    public SubscribeJournalRequestValidator()
    {
        RuleFor(r => r.AfterPosition).InclusiveBetween(0, long.MaxValue - 1).WithMessage("0 or a position that was read before").OverridePropertyName("after_position");
        RuleFor(r => r.Until).Must((r, until) => until.CompareTo(r.From) > 0).When(r => r.From is not null && r.Until is not null).WithMessage("a time after from").OverridePropertyName("until");
    }
}

public sealed class VerifyJournalRequestValidator : AbstractValidator<VerifyJournalRequest>
{
    public VerifyJournalRequestValidator()
    {
        RuleFor(r => r.FromPosition).GreaterThanOrEqualTo(0).WithMessage("0 for the first, or a position").OverridePropertyName("from_position");
        RuleFor(r => r.ToPosition).Must((r, to) => to == 0 || to >= r.FromPosition).WithMessage("0 for the head, or a position that is not before from_position").OverridePropertyName("to_position");
    }
}

public sealed class AdjustRequestValidator : AbstractValidator<AdjustRequest>
{
    public AdjustRequestValidator()
    {
        RuleFor(r => r.AccountId).MustBeAccountId().OverridePropertyName("account_id");
        RuleFor(r => r.AdjustmentId).MustBeClientOrderId().OverridePropertyName("adjustment_id");
        RuleFor(r => r.Kind).MustBeSpecified().OverridePropertyName("kind");
        RuleFor(r => r.Reason).MustBeReason().OverridePropertyName("reason");
        RuleFor(r => r.Amount)
            .Must((r, text) => DecimalText.TryParse(text, out var amount) && (amount > 0m || (amount < 0m && r.Kind == AdjustmentKind.Correction)))
            .WithMessage("a positive decimal number; only a correction may be negative").OverridePropertyName("amount");
    }
}

public sealed class HeadroomRequestValidator : AbstractValidator<HeadroomRequest>
{
    public HeadroomRequestValidator()
    {
        RuleFor(r => r.AccountId).MustBeAccountId().OverridePropertyName("account_id");
        RuleFor(r => r.Symbol).NotEmpty().WithMessage("an instrument is required").OverridePropertyName("symbol");
        RuleFor(r => r.Side).MustBeSpecified().OverridePropertyName("side");
    }
}

public sealed class ControlRequestValidator : AbstractValidator<ControlRequest>
{
    private const int NameLength = 64;

    public ControlRequestValidator()
    {
        RuleFor(r => r.Reason).MustBeReason().OverridePropertyName("reason");
        RuleFor(r => r.Scope).NotNull().WithMessage("a scope is required").OverridePropertyName("scope");
        RuleFor(r => r).Custom((request, context) =>
        {
            if (request.Scope is not { } scope) return;
            if (scope.Kind == ScopeKind.Unspecified || !Enum.IsDefined(scope.Kind)) context.AddFailure("scope.kind", "one of Global, Firm, Account, Strategy, Instrument is required");
            else if (scope.Kind == ScopeKind.Global && scope.Name.Length > 0) context.AddFailure("scope.name", "the global scope has no name; leave it empty");
            else if (scope.Kind != ScopeKind.Global && (scope.Name.Length == 0 || !Fields.IsText(scope.Name, NameLength))) context.AddFailure("scope.name", $"the {scope.Kind} scope needs a name of 1 to {NameLength} characters");
            else if (Fields.HasMailAddress(scope.Name)) context.AddFailure("scope.name", Fields.NoMailAddress);
        });
    }
}

public sealed class CreateKeyRequestValidator : AbstractValidator<CreateKeyRequest>
{
    public CreateKeyRequestValidator()
    {
        RuleFor(r => r.Name).MustBeName(64, "a name").OverridePropertyName("name");
        RuleFor(r => r.Holder).Must(holder => holder.Length == 0 || Fields.IsHolder(holder))
            .WithMessage($"a pseudonym of 1 to {Domain.Accounts.Limits.AccountIdLength} lower-case letters, digits and '-', beginning with a letter; the id of another key of the same holder; or empty").OverridePropertyName("holder");
        RuleFor(r => r.ExpiresAt).MustBeTime().OverridePropertyName("expires_at");
        RuleForEach(r => r.AccountIds).Must(id => id == "*" || Fields.IsAccountId(id)).WithMessage("an account id, or \"*\" for every account").OverridePropertyName("account_ids");
        RuleFor(r => r.Roles).NotEmpty().WithMessage("at least one role is required").OverridePropertyName("roles");
        RuleForEach(r => r.Roles).MustBeSpecified().OverridePropertyName("roles");
        RuleFor(r => r.AccountIds)
            .Must((r, accounts) => accounts.Count > 0 || !r.Roles.Any(role => role is Role.Trader or Role.Viewer))
            .WithMessage("a trader's or viewer's key needs accounts, or \"*\" for every account").OverridePropertyName("account_ids");
    }
}

public sealed class ForgetKeyHolderRequestValidator : AbstractValidator<ForgetKeyHolderRequest>
{
    public ForgetKeyHolderRequestValidator()
    {
        RuleFor(r => r.KeyOrHolder).Must(Fields.IsHolder).WithMessage("the id of a key, or its holder, as the list of keys shows them").OverridePropertyName("key_or_holder");
        RuleFor(r => r.Reason).MustBeReason().OverridePropertyName("reason");
    }
}

public sealed class ReportRequestValidator : AbstractValidator<ReportRequest>
{
    public const int MaxExecutions = 500;

    public ReportRequestValidator()
    {
        RuleFor(r => r.Executions.Count).InclusiveBetween(1, MaxExecutions).WithMessage($"1 to {MaxExecutions} executions").OverridePropertyName("executions");
        RuleForEach(r => r.Executions).ChildRules(execution =>
        {
            execution.RuleFor(e => e.AccountId).MustBeAccountId().OverridePropertyName("account_id");
            execution.RuleFor(e => e.ExecutionId).MustBeName(128, "unique per account").OverridePropertyName("execution_id");
            execution.RuleFor(e => e.OrderId).MustBeName(64, "the order_id of the decision").OverridePropertyName("order_id");
            execution.RuleFor(e => e.Kind).Must(kind => kind is >= ExecutionKind.Acknowledged and not ExecutionKind.Approved && Enum.IsDefined(kind)).WithMessage("what happened is required; APPROVED is only the gateway's to say").OverridePropertyName("kind");
            execution.RuleFor(e => e.At).NotNull().WithMessage("when it happened is required").MustBeTime().OverridePropertyName("at");
            execution.RuleFor(e => e.Commission).MustBeDecimalOrEmpty().OverridePropertyName("commission");
            execution.RuleFor(e => e.Quantity).MustBeDecimalOrEmpty().When(e => e.Kind != ExecutionKind.Fill).OverridePropertyName("quantity");
            execution.RuleFor(e => e.Price).MustBeDecimalOrEmpty().When(e => e.Kind != ExecutionKind.Fill).OverridePropertyName("price");
            execution.RuleFor(e => e.Reason).MustBeShort(Domain.Accounts.Limits.ReasonLength).OverridePropertyName("reason");
            execution.RuleFor(e => e.Quantity).Must((e, text) => e.Kind != ExecutionKind.Fill || Positive(text)).WithMessage("a fill needs a positive quantity").OverridePropertyName("quantity");
            execution.RuleFor(e => e.Price).Must((e, text) => e.Kind != ExecutionKind.Fill || Positive(text)).WithMessage("a fill needs a positive price").OverridePropertyName("price");
            execution.RuleFor(e => e.BustedExecutionId).Must((e, id) => Fields.IsText(id, 128) && (e.Kind != ExecutionKind.Busted || id.Length > 0)).WithMessage("the fill that is void is required").OverridePropertyName("busted_execution_id");
        }).OverridePropertyName("executions");
    }

    private static bool Positive(string text) => DecimalText.TryParse(text, out var number) && number is > 0m and <= Domain.Accounts.Limits.MaxQuantity;
}
