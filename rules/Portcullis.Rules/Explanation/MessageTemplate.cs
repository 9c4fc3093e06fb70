using System.Collections.Immutable;
using System.Linq.Expressions;
using System.Reflection;
using Portcullis.Rules.Binding;
using Portcullis.Rules.Compilation;

namespace Portcullis.Rules.Explanation;

/// <summary>
/// A rule's ErrorMessage with its <c>$(path)</c> placeholders. Values are filled in once and never read again for placeholders,
/// so that a value cannot smuggle one in. What is null or unknown stays as written.
/// </summary>
internal sealed class MessageTemplate<TFacts>
{
    private readonly ImmutableArray<MessagePart<TFacts>> _parts;
    private readonly Lazy<Action<TFacts, MessageWriter>> _write;

    public MessageTemplate(string template, BoundProgram program, ValueReader<TFacts> reader, bool enumNames)
    {
        _parts = [.. MessagePlaceholders.Split(template).Select(part => Part(part, program, reader, enumNames))];
        _write = new(() => Compile(program, reader));
    }

    /// <summary>Placeholders that can never be filled.</summary>
    public IEnumerable<string> Unknown => _parts.Where(part => part is { IsPlaceholder: true, Value: null }).Select(part => part.Text);

    /// <summary>Compiles now what the first message would wait for.</summary>
    public void Prepare() => _ = _write.Value;

    public string Render(TFacts facts) => _parts is [{ IsPlaceholder: false } only] ? only.Text : Filled(facts).ToString();

    /// <summary>The same without a string; false where it does not fit.</summary>
    public bool TryFormat(TFacts facts, Span<char> destination, out int written)
    {
        var text = _parts is [{ IsPlaceholder: false } only] ? only.Text : Filled(facts);
        var fits = text.TryCopyTo(destination);
        written = fits ? text.Length : 0;
        return fits;
    }

    /// <summary>In the thread's buffer, until its next message.</summary>
    private ReadOnlySpan<char> Filled(TFacts facts)
    {
        var writer = MessageWriter.Start();
        try
        {
            _write.Value(facts, writer);
        }
        catch (Exception)
        {
            // A parameter that cannot be evaluated leaves its placeholder: a message never hides the verdict it belongs to.
            writer = MessageWriter.Start();
            foreach (var part in _parts)
                writer.Text(Piece(part, facts));
        }
        return writer.Written;
    }

    private static string Piece(MessagePart<TFacts> part, TFacts facts)
    {
        try
        {
            return part.Slow?.Invoke(facts) ?? part.Text;
        }
        catch (Exception)
        {
            return part.Text;
        }
    }

    private Action<TFacts, MessageWriter> Compile(BoundProgram program, ValueReader<TFacts> reader)
    {
        var root = Expression.Parameter(program.Model.Root, "facts");
        var writer = Expression.Parameter(typeof(MessageWriter), "writer");
        var body = reader.Complete(root, Expression.Block(typeof(void), [.. _parts.Select(part => Write(part, writer)), Expression.Empty()]));
        return Expression.Lambda<Action<TFacts, MessageWriter>>(body, root, writer).Compile();
    }

    private static Expression Write(MessagePart<TFacts> part, ParameterExpression writer)
    {
        var literal = Expression.Call(writer, nameof(MessageWriter.Text), null, Expression.Constant(part.Text));
        if (part.Value is not { } value)
            return literal;
        var present = Expression.Variable(value.Type);
        Expression bare = NumericTypes.IsNullable(value.Type) ? Expression.Property(present, "Value") : present;
        Expression written = Writes(bare.Type)
            ? Expression.Call(writer, nameof(MessageWriter.Value), null, Expression.Convert(bare, typeof(decimal)))
            : Expression.Call(writer, nameof(MessageWriter.Text), null, Expression.Coalesce(
                bare.Type == typeof(string) && part.Show is null ? bare : Expression.Invoke(Expression.Constant(part.Show!), Expression.Convert(bare, typeof(object))),
                Expression.Constant(part.Text)));
        if (NumericTypes.MayBeNull(value.Type))
            written = Expression.IfThenElse(Expression.Equal(present, Expression.Constant(null, value.Type)), literal, written);
        return Expression.Block([present], Expression.Assign(present, value), written);
    }

    private static bool Writes(Type type) => type == typeof(decimal) || NumericTypes.IsIntegral(type);

    private static MessagePart<TFacts> Part((string Text, bool IsPlaceholder) part, BoundProgram program, ValueReader<TFacts> reader, bool enumNames)
    {
        if (!part.IsPlaceholder)
            return new(part.Text, false, null, null, null);
        var names = MessagePlaceholders.Names(part.Text);
        var root = program.Inputs.FirstOrDefault(input => input.Name == names[0])
            ?? reader.Parameters.LastOrDefault(parameter => parameter.Definition.Name == names[0])?.Variable;
        if (root is null)
            return new(part.Text, true, null, null, null);
        Expression value = root;
        var step = 1;
        while (step < names.Length && Property(value.Type, names[step]) is { } property)
        {
            value = NumericTypes.MayBeNull(value.Type) ? NullSafe(value, property) : Expression.Property(value, property);
            step++;
        }
        var rest = names[step..];
        if (rest.Length > 0 && (value.Type.IsValueType || value.Type == typeof(string) || TypeCatalog.IsFact(value.Type)))
            return new(part.Text, true, null, null, null);
        var bare = names.Length == 1;
        Func<object?, string?>? show = value.Type == typeof(string) && !bare && rest.Length == 0 ? null : given => MessageValues.Show(given, rest, bare, enumNames);
        var read = new Lazy<Func<TFacts, object?>>(() => reader.Read<object?>(value));
        return new(part.Text, true, value, show, facts => show is null ? (string?)read.Value(facts) : show(read.Value(facts)));
    }

    private static PropertyInfo? Property(Type type, string name) =>
        TypeCatalog.IsFact(type) && !NumericTypes.IsNullable(type) ? type.GetProperty(name, BindingFlags.Public | BindingFlags.Instance) : null;

    private static ConditionalExpression NullSafe(Expression target, PropertyInfo property)
    {
        var type = NumericTypes.Lift(property.PropertyType);
        return Expression.Condition(Expression.Equal(target, Expression.Constant(null, target.Type)),
            Expression.Constant(null, type), Expression.Convert(Expression.Property(target, property), type));
    }
}

/// <summary>A literal stretch, or a placeholder with its value and how to show it; a number shows itself.</summary>
internal sealed record MessagePart<TFacts>(
    string Text, bool IsPlaceholder, Expression? Value, Func<object?, string?>? Show, Func<TFacts, string?>? Slow);
