using System.Collections.Immutable;
using System.Linq.Expressions;
using Portcullis.Rules.Format;
using Portcullis.Rules.Functions;

namespace Portcullis.Rules.Compilation;

/// <summary>Makes one delegate of a whole rule set. It reads each input once, and allocates nothing while no rule errs.</summary>
internal sealed class FusedCompiler
{
    private readonly BoundProgram _program;
    private readonly ParameterExpression _root;
    private readonly ParameterExpression _outcomes = Expression.Parameter(typeof(RuleOutcomes), "outcomes");
    private readonly ImmutableArray<ParameterExpression> _words;

    private FusedCompiler(BoundProgram program)
    {
        _program = program;
        _root = Expression.Parameter(program.Model.Root, "facts");
        var count = program.Rules.Count();
        _words = [.. Enumerable.Range(0, (count + 63) / 64).Select(word => Expression.Variable(typeof(ulong), $"failed{word}"))];
    }

    public static Action<TFacts, RuleOutcomes> Compile<TFacts>(BoundProgram program)
    {
        var compiler = new FusedCompiler(program);
        return Expression.Lambda<Action<TFacts, RuleOutcomes>>(compiler.Body(), compiler._root, compiler._outcomes).Compile();
    }

    private BlockExpression Body()
    {
        var statements = new List<Expression>();
        if (_program.Workflows.Any(UsesCollections))
            statements.Add(Expression.Call(typeof(WorkBudget), nameof(WorkBudget.Reset), null));
        for (var input = 0; input < _program.Inputs.Length; input++)
            statements.Add(Expression.Assign(_program.Inputs[input], _program.Model.Read(input, _root)));
        var index = 0;
        foreach (var workflow in _program.Workflows)
        {
            statements.Add(Workflow(workflow, index));
            index += workflow.Rules.Length;
        }
        var failed = Expression.Field(_outcomes, nameof(RuleOutcomes.Failed));
        for (var word = 0; word < _words.Length; word++)
            statements.Add(Expression.Assign(Expression.ArrayAccess(failed, Expression.Constant(word)), _words[word]));
        statements.Add(Expression.Empty());
        return Expression.Block([.. _program.Inputs, .. _words], statements);
    }

    private Expression Workflow(BoundWorkflow workflow, int first)
    {
        if (workflow.Rules.IsEmpty)
            return Expression.Empty();
        var allErrors = Expression.Call(_outcomes, nameof(RuleOutcomes.MarkErrors), null,
            Expression.Constant(first), Expression.Constant(workflow.Rules.Length));
        var rules = Expression.Block(workflow.Rules.Select((rule, offset) => TopLevel(rule, first + offset)));
        if (workflow.Globals.IsEmpty)
            return rules;
        var ready = Expression.Variable(typeof(bool), "ready");
        var assigned = Expression.TryCatch(
            Expression.Block([.. workflow.Globals.Select(Assign), Expression.Assign(ready, Expression.Constant(true))]),
            Expression.Catch(typeof(Exception), Expression.Block(allErrors, Expression.Constant(false))));
        return Expression.Block([ready, .. workflow.Globals.Select(global => global.Variable)],
            assigned, Expression.IfThen(ready, rules));
    }

    private Expression TopLevel(BoundRule rule, int index)
    {
        var word = _words[index >> 6];
        var fail = Expression.OrAssign(word, Expression.Constant(1UL << (index & 63)));
        var error = Expression.Call(_outcomes, nameof(RuleOutcomes.MarkError), null, Expression.Constant(index));
        if (rule.Failure is not null)
            return error;
        if (rule.Definition.Operator is null)
            return Expression.TryCatch(
                Expression.Block(typeof(void), WithLocals(rule, Expression.IfThen(Expression.Not(Isolated(rule.Condition!)), fail))),
                Expression.Catch(typeof(Exception), error));
        var outcome = Expression.Variable(typeof(int), "outcome");
        return Expression.Block(typeof(void), [outcome],
            Nested(rule, outcome),
            Expression.IfThen(Expression.Equal(outcome, Expression.Constant(1)), fail),
            Expression.IfThen(Expression.Equal(outcome, Expression.Constant(2)), error));
    }

    /// <summary>Assigns a rule's outcome as a number: 0 passed, 1 failed, 2 error.</summary>
    private Expression Nested(BoundRule rule, ParameterExpression outcome)
    {
        if (rule.Failure is not null)
            return Expression.Assign(outcome, Expression.Constant(2));
        Expression body = rule.Definition.Operator is { } @operator
            ? Children(rule, @operator, outcome)
            : Expression.Assign(outcome, Expression.Condition(Isolated(rule.Condition!), Expression.Constant(0), Expression.Constant(1)));
        return Expression.TryCatch(
            Expression.Block(typeof(void), WithLocals(rule, body)),
            Expression.Catch(typeof(Exception), Expression.Block(typeof(void), Expression.Assign(outcome, Expression.Constant(2)))));
    }

    private BlockExpression Children(BoundRule rule, RuleOperator @operator, ParameterExpression outcome)
    {
        // No enabled child: false, even for And, as in the original.
        var neutral = @operator == RuleOperator.And && rule.Children.Length > 0 ? 0 : 1;
        var child = Expression.Variable(typeof(int), "child");
        var done = Expression.Label("done");
        var statements = new List<Expression> { Expression.Assign(outcome, Expression.Constant(neutral)) };
        foreach (var next in rule.Children)
        {
            statements.Add(Nested(next, child));
            // And is the worst of its children. Or is the best of them, but an error is worse than any: it blocks.
            statements.Add(@operator == RuleOperator.And
                ? Expression.IfThen(Expression.GreaterThan(child, outcome), Expression.Assign(outcome, child))
                : Expression.IfThen(
                    Expression.OrElse(
                        Expression.Equal(child, Expression.Constant(2)),
                        Expression.AndAlso(Expression.Equal(child, Expression.Constant(0)), Expression.Equal(outcome, Expression.Constant(1)))),
                    Expression.Assign(outcome, child)));
            if (_program.NestedRules == NestedRules.ShortCircuit)
                statements.Add(Expression.IfThen(Expression.NotEqual(outcome, Expression.Constant(neutral)), Expression.Goto(done)));
        }
        statements.Add(Expression.Label(done));
        return Expression.Block(typeof(void), [child], statements);
    }

    private static Expression WithLocals(BoundRule rule, Expression body) => rule.Locals.IsEmpty
        ? body
        : Expression.Block(typeof(void), rule.Locals.Select(local => local.Variable), [.. rule.Locals.Select(Assign), body]);

    private static BinaryExpression Assign(BoundParameter parameter) => Expression.Assign(parameter.Variable, Isolated(parameter.Value));

    /// <summary>
    /// A lambda inside an expression captures the variables it uses, and a captured variable lives on the heap for the whole delegate.
    /// So an expression with lambdas works on copies of its own, and all others keep theirs in registers.
    /// </summary>
    private static Expression Isolated(Expression expression)
    {
        var used = UsedVariables.Of(expression);
        if (!used.HasLambda)
            return expression;
        var copies = used.Free.ToDictionary(variable => variable, variable => Expression.Variable(variable.Type, variable.Name));
        return Expression.Block(copies.Values,
            [.. copies.Select(copy => Expression.Assign(copy.Value, copy.Key)), new Replacement(copies).Visit(expression)]);
    }

    private static bool UsesCollections(BoundWorkflow workflow) =>
        workflow.Globals.Any(global => UsedVariables.Of(global.Value).CallsCollections) || workflow.Rules.Any(UsesCollections);

    private static bool UsesCollections(BoundRule rule) =>
        rule.Locals.Any(local => UsedVariables.Of(local.Value).CallsCollections)
        || (rule.Condition is not null && UsedVariables.Of(rule.Condition).CallsCollections)
        || rule.Children.Any(UsesCollections);

    private sealed class Replacement(Dictionary<ParameterExpression, ParameterExpression> copies) : ExpressionVisitor
    {
        protected override Expression VisitParameter(ParameterExpression node) => copies.GetValueOrDefault(node, node);
    }
}
