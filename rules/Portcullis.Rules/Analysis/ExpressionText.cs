using System.Globalization;
using System.Linq.Expressions;
using System.Text;
using Portcullis.Rules.Binding;
using Portcullis.Rules.Language;

namespace Portcullis.Rules.Analysis;

/// <summary>A bound expression as text: the same for the same meaning, whatever its layout and spelling were.</summary>
internal sealed class ExpressionText : ExpressionVisitor
{
    private readonly StringBuilder _text = new();

    public static string Of(Expression expression)
    {
        var writer = new ExpressionText();
        writer.Visit(expression);
        return writer._text.ToString();
    }

    public override Expression? Visit(Expression? node)
    {
        switch (node)
        {
            case null:
                break;
            case ConstantExpression { Value: string[] items }:
                _text.AppendJoin(',', items);
                break;
            case ConstantExpression { Value: decimal number }:
                _text.Append((number / 1.000000000000000000000000000000000m).ToString(CultureInfo.InvariantCulture));
                break;
            case ConstantExpression constant:
                _text.Append(CultureInfo.InvariantCulture, $"{constant.Value ?? "null"}");
                break;
            case ComparisonExpression comparison:
                Write("(", comparison.Left, OperatorTable.Symbol(comparison.Operator), comparison.Right, ")");
                break;
            case BinaryExpression binary:
                Write("(", binary.Left, binary.NodeType.ToString(), binary.Right, ")");
                break;
            case UnaryExpression { NodeType: ExpressionType.Convert } convert:
                Visit(convert.Operand);
                break;
            case LambdaExpression lambda:
                Visit(lambda.Body);
                break;
            case MethodCallExpression call:
                Write(call.Object, ".", call.Method.Name, "(");
                foreach (var argument in call.Arguments)
                    Write(argument, ",");
                _text.Append(')');
                break;
            case MemberExpression member:
                Write(member.Expression, ".", member.Member.Name);
                break;
            case ParameterExpression parameter:
                _text.Append(parameter.Name);
                break;
            default:
                _text.Append(node.NodeType).Append('(');
                base.Visit(node);
                _text.Append(')');
                break;
        }
        return node;
    }

    private void Write(params ReadOnlySpan<object?> parts)
    {
        foreach (var part in parts)
            if (part is Expression expression)
                Visit(expression);
            else
                _text.Append(part);
    }
}
