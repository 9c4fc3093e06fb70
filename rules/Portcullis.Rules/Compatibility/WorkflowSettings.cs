using System.Collections.Immutable;
using System.Reflection;

namespace Portcullis.Rules.Compatibility;

/// <summary>The original's settings that change meaning, by their own names and with their own defaults.</summary>
public sealed record WorkflowSettings
{
    public ImmutableArray<Type> CustomTypes { get; init; } = [];

    /// <summary>Instance methods of the inputs that rules may call. The original lets them call all.</summary>
    public ImmutableArray<MethodInfo> Functions { get; init; } = [];

    public bool IsExpressionCaseSensitive { get; init; }

    public NestedRules NestedRuleExecutionMode { get; init; }

    /// <summary>False: what cannot be evaluated is thrown out of the execution.</summary>
    public bool EnableExceptionAsErrorMessage { get; init; } = true;

    /// <summary>True: the engine's error is not shown, and the rule's own message is.</summary>
    public bool IgnoreException { get; init; }

    /// <summary>False: an expression without meaning is silently false.</summary>
    public bool EnableExceptionAsErrorMessageForRuleExpressionParsing { get; init; } = true;

    /// <summary>False: placeholders in messages stay as written.</summary>
    public bool EnableFormattedErrorMessage { get; init; } = true;

    /// <summary>False: global and local parameters are not read.</summary>
    public bool EnableScopedParams { get; init; } = true;

    /// <summary>False: actions are not carried out.</summary>
    public bool AutoExecuteActions { get; init; } = true;

    internal RuleSetOptions ToOptions() => new()
    {
        Compatibility = RuleCompatibility.RulesEngine,
        NestedRules = NestedRuleExecutionMode,
        CaseSensitive = IsExpressionCaseSensitive,
        EnumNamesInMessages = false,
        Types = CustomTypes,
        Functions = Functions,
        SuppressParseErrors = !EnableExceptionAsErrorMessageForRuleExpressionParsing,
        Analyse = false,
    };
}
