using System.Collections.Immutable;
using System.Linq.Expressions;
using System.Text.Json;
using Portcullis.Rules.Binding;
using Portcullis.Rules.Format;
using Portcullis.Rules.Language;

namespace Portcullis.Rules.Compilation;

/// <summary>Binds what follows a rule in that rule's scope.</summary>
internal sealed class ActionBinder(TypeCatalog catalog, Scope scope, RuleSetOptions options, DiagnosticBag diagnostics)
{
    public BoundAction? Bind(ActionDefinition? action)
    {
        if (action is null)
            return null;
        try
        {
            if (Is(action.Name, BoundAction.OutputExpression))
                return new(action, Expression(Member(action, "expression") ?? throw Missing(action, "expression")), [], null);
            if (Is(action.Name, BoundAction.EvaluateRule))
                return new(action, null, AdditionalInputs(action), null);
            if (options.HostActions.Contains(action.Name, StringComparer.OrdinalIgnoreCase))
                return new(action, null, [], null);
            throw new RuleSyntaxException(DiagnosticCodes.UnknownAction, $"Action with name: {action.Name} does not exist", new(0, 0),
                Suggestions.DidYouMean(action.Name, [BoundAction.OutputExpression, BoundAction.EvaluateRule, .. options.HostActions]));
        }
        catch (RuleSyntaxException exception)
        {
            if (options.Compatibility == RuleCompatibility.Strict)
                diagnostics.Error(exception.Code, exception.Message, action.Place, exception.Suggestion);
            return new(action, null, [], exception.Message);
        }
    }

    private ImmutableArray<(string, Expression)> AdditionalInputs(ActionDefinition action)
    {
        if (Member(action, "additionalInputs") is not { ValueKind: JsonValueKind.Array } inputs)
            return [];
        return
        [
            .. inputs.EnumerateArray().Select(input => (
                (input.ValueKind == JsonValueKind.Object && input.TryGetProperty("Name", out var name) ? name.GetString() : null) ?? throw Missing(action, "Name"),
                Expression(input.TryGetProperty("Expression", out var expression) ? expression : throw Missing(action, "Expression")))),
        ];
    }

    private Expression Expression(JsonElement text)
    {
        if (text.ValueKind != JsonValueKind.String)
            throw new RuleSyntaxException(DiagnosticCodes.WrongType, "An action's expression is a string", new(0, 0));
        return new Binder(catalog, scope).Bind(Parser.Parse(text.GetString()!, options.CaseSensitive));
    }

    internal static JsonElement? Member(ActionDefinition action, string name)
    {
        foreach (var (key, value) in action.Context)
            if (Is(key, name))
                return value;
        return null;
    }

    private static bool Is(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);

    private static RuleSyntaxException Missing(ActionDefinition action, string member) =>
        new(DiagnosticCodes.MissingExpression, $"The action {action.Name} has no '{member}' in its Context", new(0, 0));
}
