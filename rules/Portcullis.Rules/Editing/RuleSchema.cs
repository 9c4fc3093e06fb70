using System.Text.Json;
using System.Text.Json.Nodes;
using Portcullis.Rules.Binding;
using Portcullis.Rules.Facts;

namespace Portcullis.Rules.Editing;

/// <summary>A JSON Schema for rule files over a fact model: any editor then completes members, offers facts, and shows what they mean.</summary>
public static class RuleSchema
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, IndentSize = 2, NewLine = "\n" };

    /// <summary>Every fact of a model, in its order; functions with their parameters.</summary>
    public static IReadOnlyList<FactDescription> Facts(FactModel model)
    {
        var facts = new List<FactDescription>();
        foreach (var input in model.Inputs)
            Collect(input.Name, input.Type, 0, facts);
        return facts;
    }

    public static string Of(FactModel model)
    {
        var facts = Facts(model);
        var hover = string.Join("\n", facts.Select(fact => $"- `{fact.Path}` {fact}"));
        var expression = new JsonObject
        {
            ["type"] = "string",
            ["minLength"] = 1,
            ["maxLength"] = Limits.ExpressionLength,
            ["description"] = "An expression over the facts that must be true.",
            ["markdownDescription"] = "An expression over these facts that must be true:\n\n" + hover,
            ["examples"] = new JsonArray([.. facts.Select(fact => (System.Text.Json.Nodes.JsonNode)fact.Path)]),
            ["defaultSnippets"] = new JsonArray([.. facts.Select(Snippet)]),
        };
        var schema = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "Rules",
            ["oneOf"] = new JsonArray(Ref("workflow"), new JsonObject { ["type"] = "array", ["items"] = Ref("workflow") }),
            ["$defs"] = new JsonObject
            {
                ["expression"] = expression,
                ["parameters"] = Array(Object(["Name", "Expression"], ("Name", Text("A name that is neither a fact nor another parameter.")),
                    ("Expression", Ref("expression")))),
                ["action"] = Object(["Name"], ("Name", new JsonObject { ["type"] = "string", ["examples"] = new JsonArray("OutputExpression", "EvaluateRule") }),
                    ("Context", new JsonObject { ["type"] = "object" })),
                ["rule"] = Rule(),
                ["workflow"] = Object(["WorkflowName"],
                    ("$schema", Text("This schema.")), ("WorkflowName", Text("Unique among all files.")),
                    ("WorkflowsToInject", Array(Text("A workflow whose rules run after this one's own."))),
                    ("GlobalParams", Ref("parameters")), ("Rules", Array(Ref("rule"))), ("RuleExpressionType", new JsonObject { ["const"] = 0 })),
            },
        };
        return schema.ToJsonString(Indented) + "\n";
    }

    private static JsonObject Rule()
    {
        var rule = Object(["RuleName"],
            ("RuleName", Text("Unique among all rules at the top.")), ("Enabled", new JsonObject { ["type"] = "boolean", ["default"] = true }),
            ("Expression", Ref("expression")), ("Operator", new JsonObject { ["enum"] = new JsonArray("And", "AndAlso", "Or", "OrElse") }),
            ("Rules", Array(Ref("rule"))), ("LocalParams", Ref("parameters")),
            ("ErrorMessage", Text("What is said when the rule fails. $(order.Quantity) is filled in.")),
            ("SuccessEvent", Text("Data for the host.")),
            ("Actions", Object([], ("OnSuccess", Ref("action")), ("OnFailure", Ref("action")))),
            ("Properties", new JsonObject { ["type"] = "object", ["description"] = "The host's own data: Effect, Severity, Applies, Reference, Unit, Code." }),
            ("RuleExpressionType", new JsonObject { ["enum"] = new JsonArray(0, "LambdaExpression") }));
        rule["oneOf"] = new JsonArray(new JsonObject { ["required"] = new JsonArray("Expression") }, new JsonObject { ["required"] = new JsonArray("Operator", "Rules") });
        return rule;
    }

    private static JsonObject Snippet(FactDescription fact) => new()
    {
        ["label"] = fact.Path,
        ["description"] = fact.ToString(),
        ["body"] = fact.Path.Replace("$", "\\$", StringComparison.Ordinal),
    };

    private static void Collect(string path, Type type, int depth, List<FactDescription> facts)
    {
        if (depth > 3 || !TypeCatalog.IsFact(type))
            return;
        foreach (var property in TypeCatalog.Properties(type))
        {
            facts.Add(FactDescription.Of($"{path}.{property.Name}", property.PropertyType, property));
            Collect($"{path}.{property.Name}", property.PropertyType, depth + 1, facts);
        }
        foreach (var method in type.GetMethods().Where(method => method.IsDefined(typeof(RuleFunctionAttribute), inherit: true)))
            facts.Add(FactDescription.Of($"{path}.{method.Name}({string.Join(", ", method.GetParameters().Select(parameter => parameter.Name))})", method.ReturnType, method));
    }

    private static JsonObject Ref(string name) => new() { ["$ref"] = "#/$defs/" + name };

    private static JsonObject Text(string description) => new() { ["type"] = "string", ["description"] = description };

    private static JsonObject Array(JsonObject items) => new() { ["type"] = "array", ["items"] = items };

    private static JsonObject Object(string[] required, params (string Name, JsonObject Schema)[] members) => new()
    {
        ["type"] = "object",
        ["required"] = new JsonArray([.. required.Select(name => (System.Text.Json.Nodes.JsonNode)name)]),
        ["additionalProperties"] = false,
        ["properties"] = new JsonObject(members.Select(member => KeyValuePair.Create(member.Name, (System.Text.Json.Nodes.JsonNode?)member.Schema))),
    };
}
