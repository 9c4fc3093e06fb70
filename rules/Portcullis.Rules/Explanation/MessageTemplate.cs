using System.Globalization;
using System.Linq.Expressions;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Portcullis.Rules.Compilation;

namespace Portcullis.Rules.Explanation;

/// <summary>
/// A rule's ErrorMessage with its <c>$(path)</c> placeholders. Values are filled in once and never read again for placeholders,
/// so that a value cannot smuggle one in. What is null or unknown stays as written.
/// </summary>
internal sealed class MessageTemplate<TFacts>
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n" };

    private readonly List<(string Literal, Func<TFacts, string?>? Value)> _segments = [];

    public MessageTemplate(string template, BoundProgram program, ValueReader<TFacts> reader, bool enumNames)
    {
        var position = 0;
        while (position < template.Length)
        {
            var start = template.IndexOf("$(", position, StringComparison.Ordinal);
            var end = start < 0 ? -1 : template.IndexOf(')', start);
            if (end < 0)
                break;
            if (start > position)
                _segments.Add((template[position..start], null));
            _segments.Add((template[start..(end + 1)], Value(template[(start + 2)..end], program, reader, enumNames)));
            position = end + 1;
        }
        if (position < template.Length)
            _segments.Add((template[position..], null));
    }

    /// <summary>Placeholders that can never be filled.</summary>
    public IEnumerable<string> Unknown => _segments.Where(segment => segment.Value is null && segment.Literal.StartsWith("$(", StringComparison.Ordinal))
        .Select(segment => segment.Literal);

    public string Render(TFacts facts)
    {
        if (_segments is [(var only, null)])
            return only;
        var message = new StringBuilder();
        foreach (var (literal, value) in _segments)
            message.Append(value?.Invoke(facts) ?? literal);
        return message.Length <= Limits.MessageLength ? message.ToString() : message.ToString(0, Limits.MessageLength);
    }

    private static Func<TFacts, string?>? Value(string path, BoundProgram program, ValueReader<TFacts> reader, bool enumNames)
    {
        var parts = path.Split('.');
        var root = program.Inputs.FirstOrDefault(input => input.Name == parts[0])
            ?? reader.Parameters.LastOrDefault(parameter => parameter.Definition.Name == parts[0])?.Variable;
        if (root is null)
            return null;
        Expression value = root;
        var step = 1;
        while (step < parts.Length && Property(value.Type, parts[step]) is { } property)
        {
            value = Binding.NumericTypes.MayBeNull(value.Type) ? NullSafe(value, property) : Expression.Property(value, property);
            step++;
        }
        var rest = parts[step..];
        if (rest.Length > 0 && value.Type.IsValueType)
            return null;
        var read = reader.Read<object?>(value);
        var bare = parts.Length == 1;
        return facts =>
        {
            try
            {
                return Show(read(facts), rest, bare, enumNames);
            }
            catch (Exception)
            {
                // A value that cannot be read leaves its placeholder: a message never hides the verdict it belongs to.
                return null;
            }
        };
    }

    private static PropertyInfo? Property(Type type, string name) =>
        Binding.SequenceTypes.ElementOf(type) is null && type != typeof(string) && !Binding.NumericTypes.IsNullable(type) && Binding.TypeCatalog.IsFact(type)
            ? type.GetProperty(name, BindingFlags.Public | BindingFlags.Instance)
            : null;

    private static ConditionalExpression NullSafe(Expression target, PropertyInfo property)
    {
        var type = Binding.NumericTypes.Lift(property.PropertyType);
        return Expression.Condition(Expression.Equal(target, Expression.Constant(null, target.Type)),
            Expression.Constant(null, type), Expression.Convert(Expression.Property(target, property), type));
    }

    private static string? Show(object? value, string[] rest, bool bare, bool enumNames)
    {
        if (value is null)
            return null;
        if (rest.Length > 0)
        {
            var node = JsonSerializer.SerializeToNode(value, value.GetType());
            foreach (var name in rest)
                node = node is JsonObject members ? members[name] : null;
            return node is JsonValue ? node.ToString() : node?.ToJsonString(Indented);
        }
        return value switch
        {
            string text when !bare => text,
            Enum name when enumNames => name.ToString(),
            bool flag => flag ? "true" : "false",
            decimal or sbyte or byte or short or ushort or int or uint or long or ulong => ((IFormattable)value).ToString(null, CultureInfo.InvariantCulture),
            _ when bare => JsonSerializer.Serialize(value, value.GetType()),
            _ => JsonSerializer.SerializeToNode(value, value.GetType()) is JsonValue scalar ? scalar.ToString() : JsonSerializer.Serialize(value, value.GetType(), Indented),
        };
    }
}
