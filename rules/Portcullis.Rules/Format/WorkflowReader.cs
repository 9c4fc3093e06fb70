using System.Collections.Immutable;
using System.Text.Json;
using Portcullis.Rules.Binding;

namespace Portcullis.Rules.Format;

/// <summary>
/// Reads the workflows of a file. Strictly: unknown members, wrong case and duplicates are errors, since each of them would silently
/// weaken a rule. In compatible mode they are ignored with a warning, as the original ignores them.
/// </summary>
internal sealed class WorkflowReader(DiagnosticBag diagnostics, bool strict)
{
    private static readonly string[] WorkflowMembers =
        ["WorkflowName", "Rules", "WorkflowsToInject", "GlobalParams", "RuleExpressionType", "$schema"];

    private static readonly string[] RuleMembers =
    [
        "RuleName", "Expression", "Operator", "Rules", "LocalParams", "Enabled", "ErrorMessage", "SuccessEvent", "Actions", "Properties",
        "RuleExpressionType", "WorkflowsToInject",
    ];

    private static readonly string[] ParameterMembers = ["Name", "Expression"];
    private static readonly string[] ActionMembers = ["Name", "Context"];
    private static readonly string[] ActionsMembers = ["OnSuccess", "OnFailure"];

    private int _rules;

    public ImmutableArray<WorkflowDefinition> Read(RuleFile file)
    {
        if (JsonSource.TryRead(file, diagnostics) is not { } root)
            return [];
        var workflows = root.Kind == JsonValueKind.Array ? root.Items : [root];
        return [.. workflows.Select(Workflow).OfType<WorkflowDefinition>()];
    }

    private WorkflowDefinition? Workflow(JsonNode node)
    {
        if (Object(node, "a workflow", WorkflowMembers) is not { } members)
            return null;
        var name = Name(members, "WorkflowName", node);
        if (members.GetValueOrDefault("RuleExpressionType") is { Kind: not (JsonValueKind.Number or JsonValueKind.Null) } type)
            diagnostics.Error(DiagnosticCodes.WrongType, "RuleExpressionType of a workflow is a number", type.Place, "write 0, or leave it out");
        ExpressionType(members);
        var injects = Array(members, "WorkflowsToInject")
            .Where(item => Expect(item, JsonValueKind.String, "a workflow's name"))
            .Select(item => (item.Scalar!, item.Place))
            .ToImmutableArray();
        var rules = Rules(members);
        if (rules.IsEmpty && injects.IsEmpty && Array(members, "Rules").Count == 0)
            diagnostics.Error(DiagnosticCodes.NothingToEvaluate, "A workflow needs Rules or WorkflowsToInject", node.Place);
        return name is null ? null : new(name, node.Place, rules, injects, Parameters(members, "GlobalParams"));
    }

    private ImmutableArray<RuleDefinition> Rules(Dictionary<string, JsonNode> members) =>
        [.. Array(members, "Rules").Select(Rule).OfType<RuleDefinition>()];

    private RuleDefinition? Rule(JsonNode node)
    {
        if (++_rules > Limits.Rules)
        {
            if (_rules == Limits.Rules + 1)
                diagnostics.Error(DiagnosticCodes.LimitExceeded, $"There are more than {Limits.Rules} rules (limit Rules)", node.Place);
            return null;
        }
        if (Object(node, "a rule", RuleMembers) is not { } members)
            return null;
        var name = Name(members, "RuleName", node);
        ExpressionType(members);
        var enabled = true;
        if (members.GetValueOrDefault("Enabled") is { } flag)
        {
            enabled = flag.Kind == JsonValueKind.True;
            if (flag.Kind is not (JsonValueKind.True or JsonValueKind.False))
                diagnostics.Error(DiagnosticCodes.WrongType, "Enabled is true or false", flag.Place);
        }
        var expression = Text(members, "Expression");
        var rules = Rules(members);
        var @operator = Operator(members, node, expression, rules);
        if (expression is null && @operator is null && members.GetValueOrDefault("Operator") is null or { Kind: JsonValueKind.Null })
            diagnostics.Error(DiagnosticCodes.MissingExpression, $"The rule '{name}' has no Expression", node.Place,
                rules.IsEmpty ? null : "nested Rules need an Operator: And or Or");
        var (onSuccess, onFailure) = Actions(members);
        return name is null
            ? null
            : new(name, node.Place, enabled, expression, @operator, @operator is null ? [] : rules, Parameters(members, "LocalParams"),
                Text(members, "ErrorMessage"), Text(members, "SuccessEvent")?.Text, onSuccess, onFailure, Properties(members));
    }

    private RuleOperator? Operator(Dictionary<string, JsonNode> members, JsonNode node, SourceText? expression, ImmutableArray<RuleDefinition> rules)
    {
        if (Text(members, "Operator") is not { } written)
        {
            if (!rules.IsEmpty)
                diagnostics.Error(DiagnosticCodes.UnknownOperator, "Nested Rules need an Operator", node.Place, "write \"Operator\": \"And\"");
            return null;
        }
        RuleOperator? found = written.Text switch
        {
            "And" or "AndAlso" => RuleOperator.And,
            "Or" or "OrElse" => RuleOperator.Or,
            _ => null,
        };
        if (found is null)
        {
            var known = Suggestions.DidYouMean(written.Text, ["And", "AndAlso", "Or", "OrElse"]);
            diagnostics.Error(DiagnosticCodes.UnknownOperator, $"Operator {written.Text} is not allowed", written.Node.Place,
                known ?? "known are And, AndAlso, Or, OrElse");
            return null;
        }
        if (Array(members, "WorkflowsToInject") is [var injected, ..])
            diagnostics.Error(DiagnosticCodes.NotHonoured, "WorkflowsToInject of a rule is never honoured", injected.Place,
                "inject into the workflow, or write the rules out");
        else if (Array(members, "Rules").Count == 0)
            diagnostics.Error(DiagnosticCodes.NothingToEvaluate, $"Operator {written.Text} needs Rules", written.Node.Place);
        if (expression is not null && !rules.IsEmpty)
            diagnostics.Add(strict ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning, DiagnosticCodes.NotHonoured,
                "Expression is ignored beside Operator and Rules", expression.Node.Place, "remove one of them");
        return found;
    }

    private ImmutableArray<ParameterDefinition> Parameters(Dictionary<string, JsonNode> members, string member)
    {
        var parameters = ImmutableArray.CreateBuilder<ParameterDefinition>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in Array(members, member))
        {
            if (Object(item, "a parameter", ParameterMembers) is not { } fields)
                continue;
            var name = Name(fields, "Name", item);
            var expression = Text(fields, "Expression");
            if (expression is null)
                diagnostics.Error(DiagnosticCodes.MissingExpression, $"The parameter '{name}' has no Expression", item.Place);
            if (name is null || expression is null)
                continue;
            if (names.Add(name))
                parameters.Add(new(name, expression, item.Place, IsLocal: member == "LocalParams"));
            else
                diagnostics.Error(DiagnosticCodes.DuplicateName, $"The parameter '{name}' is defined twice", fields["Name"].Place);
        }
        return parameters.DrainToImmutable();
    }

    private (ActionDefinition? OnSuccess, ActionDefinition? OnFailure) Actions(Dictionary<string, JsonNode> members)
    {
        if (members.GetValueOrDefault("Actions") is not { Kind: not JsonValueKind.Null } node || Object(node, "Actions", ActionsMembers) is not { } sides)
            return (null, null);
        return (Action(sides, "OnSuccess"), Action(sides, "OnFailure"));
    }

    private ActionDefinition? Action(Dictionary<string, JsonNode> sides, string side)
    {
        if (sides.GetValueOrDefault(side) is not { Kind: not JsonValueKind.Null } node || Object(node, "an action", ActionMembers) is not { } fields)
            return null;
        var name = Name(fields, "Name", node);
        var context = fields.GetValueOrDefault("Context") is { Kind: JsonValueKind.Object } bag ? Elements(bag) : Empty;
        return name is null ? null : new(name, context, node.Place);
    }

    private static readonly ImmutableSortedDictionary<string, JsonElement> Empty = ImmutableSortedDictionary<string, JsonElement>.Empty
        .WithComparers(StringComparer.Ordinal);

    private ImmutableSortedDictionary<string, JsonElement> Properties(Dictionary<string, JsonNode> members) =>
        members.GetValueOrDefault("Properties") is { Kind: not JsonValueKind.Null } node && Expect(node, JsonValueKind.Object, "an object")
            ? Elements(node)
            : Empty;

    private static ImmutableSortedDictionary<string, JsonElement> Elements(JsonNode node)
    {
        using var document = JsonDocument.Parse(node.Raw, new() { MaxDepth = Limits.JsonDepth });
        var elements = Empty.ToBuilder();
        foreach (var property in document.RootElement.EnumerateObject())
            elements[property.Name] = property.Value.Clone();
        return elements.ToImmutable();
    }

    private void ExpressionType(Dictionary<string, JsonNode> members)
    {
        var valid = members.GetValueOrDefault("RuleExpressionType") switch
        {
            null => true,
            { Kind: JsonValueKind.Number, Scalar: "0" } => true,
            { Kind: JsonValueKind.String, Scalar: var name } => string.Equals(name, "LambdaExpression", StringComparison.OrdinalIgnoreCase),
            { Kind: JsonValueKind.Null } => !strict,
            _ => false,
        };
        if (!valid)
            diagnostics.Error(DiagnosticCodes.WrongType, "The only RuleExpressionType is LambdaExpression", members["RuleExpressionType"].Place);
    }

    private string? Name(Dictionary<string, JsonNode> members, string member, JsonNode node)
    {
        if (members.GetValueOrDefault(member) is { Kind: JsonValueKind.String, Scalar.Length: > 0 } name)
            return name.Scalar;
        diagnostics.Error(DiagnosticCodes.MissingName, $"{member} can not be null or empty", node.Place);
        return null;
    }

    /// <summary>A string member that may be absent or null. An empty expression counts as absent.</summary>
    private SourceText? Text(Dictionary<string, JsonNode> members, string member)
    {
        if (members.GetValueOrDefault(member) is not { Kind: not JsonValueKind.Null } node || !Expect(node, JsonValueKind.String, "a string"))
            return null;
        return node.Scalar!.Length == 0 ? null : new(node.Scalar, node);
    }

    private IReadOnlyList<JsonNode> Array(Dictionary<string, JsonNode> members, string member) =>
        members.GetValueOrDefault(member) is { Kind: not JsonValueKind.Null } node && Expect(node, JsonValueKind.Array, "a list") ? node.Items : [];

    private bool Expect(JsonNode node, JsonValueKind kind, string what)
    {
        if (node.Kind == kind)
            return true;
        diagnostics.Error(DiagnosticCodes.WrongType, $"Expected {what} and found {Kind(node.Kind)}", node.Place);
        return false;
    }

    private Dictionary<string, JsonNode>? Object(JsonNode node, string what, string[] known)
    {
        if (!Expect(node, JsonValueKind.Object, what))
            return null;
        var members = new Dictionary<string, JsonNode>(StringComparer.Ordinal);
        foreach (var member in node.Members)
        {
            var place = node.Source.PlaceOf(member.Start);
            if (!known.Contains(member.Name))
                Unknown(member.Name, known, place);
            else if (!members.TryAdd(member.Name, member.Value))
                diagnostics.Error(DiagnosticCodes.DuplicateMember, $"'{member.Name}' is given twice", place);
        }
        return members;
    }

    private void Unknown(string name, string[] known, Place place)
    {
        var severity = strict ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning;
        if (known.FirstOrDefault(other => string.Equals(other, name, StringComparison.OrdinalIgnoreCase)) is { } right)
            diagnostics.Add(severity, DiagnosticCodes.WrongCase, $"'{name}' is not read: member names are case-sensitive", place, $"write '{right}'");
        else
            diagnostics.Add(severity, DiagnosticCodes.UnknownMember, $"Unknown member '{name}'", place,
                Suggestions.DidYouMean(name, known) ?? "own data goes under Properties");
    }

    private static string Kind(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null => "null",
        _ => "a boolean",
    };
}
