using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using Portcullis.Rules.Functions;

namespace Portcullis.Rules.Binding;

/// <summary>
/// The white list: every type, member and function that a rule can reach is named here, marked with <see cref="RuleFunctionAttribute"/>,
/// or registered by the host. Clock, randomness, reflection, mutators and I/O are absent, so no text can name them.
/// </summary>
public sealed class TypeCatalog
{
    private static readonly FrozenDictionary<string, Type> Aliases = new Dictionary<string, Type>
    {
        ["bool"] = typeof(bool), ["byte"] = typeof(byte), ["sbyte"] = typeof(sbyte), ["short"] = typeof(short), ["ushort"] = typeof(ushort),
        ["int"] = typeof(int), ["uint"] = typeof(uint), ["long"] = typeof(long), ["ulong"] = typeof(ulong), ["float"] = typeof(float),
        ["double"] = typeof(double), ["decimal"] = typeof(decimal), ["char"] = typeof(char), ["string"] = typeof(string),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, Type> Framework = new[]
    {
        typeof(bool), typeof(byte), typeof(sbyte), typeof(short), typeof(ushort), typeof(int), typeof(uint), typeof(long), typeof(ulong),
        typeof(float), typeof(double), typeof(decimal), typeof(char), typeof(string), typeof(DateTime), typeof(DateTimeOffset), typeof(DateOnly),
        typeof(TimeOnly), typeof(TimeSpan), typeof(Guid), typeof(Math), typeof(Convert), typeof(Enumerable), typeof(StringComparison),
        typeof(MidpointRounding), typeof(DayOfWeek), typeof(DateTimeKind),
    }.ToFrozenDictionary(type => type.Name, StringComparer.Ordinal);

    private static readonly string[] ComparableMethods = ["CompareTo", "Equals"];

    private static readonly FrozenDictionary<Type, string[]> InstanceNames = new Dictionary<Type, string[]>
    {
        [typeof(DateTime)] =
        [
            "Year", "Month", "Day", "Hour", "Minute", "Second", "Millisecond", "DayOfWeek", "DayOfYear", "Date", "TimeOfDay", "Ticks", "Kind",
            "Add", "AddDays", "AddHours", "AddMinutes", "AddSeconds", "AddMilliseconds", "AddMonths", "AddYears", "AddTicks", "Subtract",
        ],
        [typeof(DateTimeOffset)] =
        [
            "Year", "Month", "Day", "Hour", "Minute", "Second", "Millisecond", "DayOfWeek", "DayOfYear", "Date", "TimeOfDay", "Ticks", "UtcTicks",
            "Offset", "DateTime", "UtcDateTime", "Add", "AddDays", "AddHours", "AddMinutes", "AddSeconds", "AddMilliseconds", "AddMonths",
            "AddYears", "AddTicks", "Subtract", "ToOffset", "ToUniversalTime",
        ],
        [typeof(DateOnly)] = ["Year", "Month", "Day", "DayOfWeek", "DayOfYear", "DayNumber", "AddDays", "AddMonths", "AddYears"],
        [typeof(TimeOnly)] = ["Hour", "Minute", "Second", "Millisecond", "Ticks", "Add", "AddHours", "AddMinutes", "IsBetween", "ToTimeSpan"],
        [typeof(TimeSpan)] =
        [
            "Days", "Hours", "Minutes", "Seconds", "Milliseconds", "Ticks", "TotalDays", "TotalHours", "TotalMinutes", "TotalSeconds",
            "TotalMilliseconds", "Add", "Subtract", "Negate", "Duration", "Multiply", "Divide",
        ],
        [typeof(string)] = ["Length"],
        [typeof(Guid)] = [],
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<Type, string[]> StaticNames = new Dictionary<Type, string[]>
    {
        [typeof(Math)] =
        [
            "PI", "E", "Abs", "Min", "Max", "Round", "Floor", "Ceiling", "Truncate", "Pow", "Sqrt", "Sign", "Log", "Log10", "Exp", "Clamp",
        ],
        [typeof(Convert)] =
        [
            "ToBoolean", "ToByte", "ToSByte", "ToInt16", "ToUInt16", "ToInt32", "ToUInt32", "ToInt64", "ToUInt64", "ToSingle", "ToDouble",
            "ToDecimal", "ToChar", "ToString", "ToDateTime",
        ],
        [typeof(decimal)] =
        [
            "MaxValue", "MinValue", "Zero", "One", "MinusOne", "Round", "Floor", "Ceiling", "Truncate", "Abs", "Min", "Max", "Negate", "Add",
            "Subtract", "Multiply", "Divide", "Remainder",
        ],
        [typeof(double)] = ["MaxValue", "MinValue", "Epsilon", "IsNaN", "IsInfinity", "IsFinite"],
        [typeof(float)] = ["MaxValue", "MinValue", "Epsilon", "IsNaN", "IsInfinity", "IsFinite"],
        [typeof(string)] = ["Empty"],
        [typeof(char)] = ["IsDigit", "IsLetter", "IsLetterOrDigit", "IsUpper", "IsLower", "IsWhiteSpace", "ToUpperInvariant", "ToLowerInvariant"],
        [typeof(DateTime)] = ["MinValue", "MaxValue", "UnixEpoch", "DaysInMonth", "IsLeapYear", "Compare"],
        [typeof(DateTimeOffset)] = ["MinValue", "MaxValue", "UnixEpoch"],
        [typeof(DateOnly)] = ["MinValue", "MaxValue", "FromDateTime", "FromDayNumber"],
        [typeof(TimeOnly)] = ["MinValue", "MaxValue", "FromDateTime", "FromTimeSpan"],
        [typeof(TimeSpan)] =
        [
            "Zero", "MinValue", "MaxValue", "FromDays", "FromHours", "FromMinutes", "FromSeconds", "FromMilliseconds", "FromTicks",
        ],
        [typeof(Guid)] = ["Empty"],
    }.ToFrozenDictionary();

    private const BindingFlags Static = BindingFlags.Public | BindingFlags.Static;
    private const BindingFlags Instance = BindingFlags.Public | BindingFlags.Instance;

    private readonly FrozenDictionary<string, Type> _registered;
    private readonly FrozenSet<MethodInfo> _functions;

    /// <param name="registered">Enums and classes of pure static functions that rules may name.</param>
    /// <param name="functions">Instance methods that rules may call though they carry no <see cref="RuleFunctionAttribute"/>.</param>
    public TypeCatalog(IEnumerable<Type>? registered = null, IEnumerable<MethodInfo>? functions = null)
    {
        _registered = (registered ?? []).ToFrozenDictionary(type => type.Name, StringComparer.Ordinal);
        _functions = (functions ?? []).ToFrozenSet();
    }

    internal IEnumerable<string> TypeNames => Aliases.Keys.Concat(Framework.Keys).Concat(_registered.Keys);

    /// <summary>Type names are exact in their case, as in the original.</summary>
    internal Type? FindType(string name)
    {
        if (_registered.TryGetValue(name, out var type) || Aliases.TryGetValue(name, out type) || Framework.TryGetValue(name, out type))
            return type;
        if (name == "ExpressionUtils")
            return typeof(Sequences);
        return name.StartsWith("System.", StringComparison.Ordinal) && Framework.TryGetValue(name["System.".Length..], out type)
            ? type
            : _registered.Values.FirstOrDefault(registered => registered.FullName == name);
    }

    internal static PropertyInfo? FindProperty(Type type, string name, bool caseSensitive) =>
        Properties(type).FirstOrDefault(property => Same(property.Name, name, caseSensitive));

    /// <summary>The members a rule can read on a type: all public properties of a fact, the listed ones of a framework type.</summary>
    internal static IEnumerable<PropertyInfo> Properties(Type type)
    {
        IEnumerable<PropertyInfo> all = type.GetProperties(Instance);
        if (type.IsInterface)
            all = all.Concat(type.GetInterfaces().SelectMany(parent => parent.GetProperties(Instance)));
        var properties = all.Where(property =>
            property.CanRead && property.GetMethod!.IsPublic && property.GetIndexParameters().Length == 0);
        if (IsFact(type))
            return properties;
        var names = InstanceNames.GetValueOrDefault(type);
        if (names is null && type.IsGenericType && type.GetGenericTypeDefinition() == typeof(KeyValuePair<,>))
            names = ["Key", "Value"];
        if (names is null && type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IGrouping<,>))
            names = ["Key"];
        if (names is null && NumericTypes.IsNullable(type))
            names = ["HasValue", "Value"];
        if (names is null && SequenceTypes.KeyOf(type) is not null)
            names = ["Count", "Keys", "Values"];
        if (names is null && SequenceTypes.ElementOf(type) is not null)
            names = ["Count", "Length"];
        return names is null ? [] : properties.Where(property => names.Contains(property.Name));
    }

    internal static MemberInfo? FindStatic(Type type, string name, bool caseSensitive)
    {
        if (type.IsEnum)
            return type.GetFields(Static).FirstOrDefault(field => Same(field.Name, name, caseSensitive));
        var listed = StaticNames.GetValueOrDefault(type) ?? (NumericTypes.IsIntegral(type) ? ["MaxValue", "MinValue"] : null);
        var members = type.GetFields(Static).Where(field => field.IsInitOnly || field.IsLiteral).Cast<MemberInfo>()
            .Concat(type.GetProperties(Static).Where(property => property.CanRead));
        if (listed is null && type.Namespace?.StartsWith("System", StringComparison.Ordinal) != false)
            return null;
        return members.FirstOrDefault(member => Same(member.Name, name, caseSensitive) && (listed is null || listed.Contains(member.Name)));
    }

    internal ImmutableArray<Callable> StaticMethods(Type type, string name, bool caseSensitive)
    {
        if (type == typeof(string))
            return Own(typeof(TextStatics), name, caseSensitive, targetFirst: false);
        if (type == typeof(Enumerable))
            return Same(name, "Range", caseSensitive) ? Own(typeof(Sequences), "Range", true, targetFirst: false) : [];
        if (type == typeof(Sequences))
            return Same(name, "CheckContains", caseSensitive) ? Own(typeof(Sequences), "CheckContains", true, targetFirst: false) : [];
        if (_registered.Values.Contains(type) && !type.IsEnum)
            return [.. Named(type.GetMethods(Static), name, caseSensitive).Select(method => new Callable(method, false))];
        if (Same(name, "Parse", caseSensitive) && Parses(type))
            return [new(typeof(Parsing).GetMethod(nameof(Parsing.Parse))!.MakeGenericMethod(type), false)];
        var listed = StaticNames.GetValueOrDefault(type) ?? [];
        return
        [
            .. Named(type.GetMethods(Static), name, caseSensitive)
                .Where(method => listed.Contains(method.Name) && !method.GetParameters().Any(UsesCulture))
                .Select(method => new Callable(method, false)),
        ];
    }

    internal ImmutableArray<Callable> InstanceMethods(Type type, string name, bool caseSensitive)
    {
        if (type == typeof(string))
            return Own(typeof(Text), name, caseSensitive, targetFirst: true);
        var methods = Named(type.GetMethods(Instance), name, caseSensitive);
        if (type.IsInterface)
            methods = methods.Concat(type.GetInterfaces().SelectMany(parent => Named(parent.GetMethods(Instance), name, caseSensitive)));
        if (IsFact(type))
            return
            [
                .. methods.Where(method => method.IsDefined(typeof(RuleFunctionAttribute), inherit: true) || _functions.Contains(method))
                    .Select(method => new Callable(method, false)),
            ];
        if (Same(name, "ContainsKey", caseSensitive))
            return [.. methods.Where(_ => SequenceTypes.KeyOf(type) is not null).Select(method => new Callable(method, false))];
        if (NumericTypes.IsNullable(type))
            return [.. methods.Where(method => method.Name == "GetValueOrDefault").Select(method => new Callable(method, false))];
        var isValue = type.IsPrimitive || type == typeof(decimal) || InstanceNames.ContainsKey(type);
        if (!isValue)
            return [];
        var listed = InstanceNames.GetValueOrDefault(type) ?? [];
        return
        [
            .. methods.Where(method => !method.GetParameters().Any(UsesCulture)
                    && (listed.Contains(method.Name) || (ComparableMethods.Contains(method.Name) && method.GetParameters() is [var only] && only.ParameterType == type)))
                .Select(method => new Callable(method, false)),
        ];
    }

    /// <summary>What might have been meant where a method of a framework type is not found.</summary>
    internal static IEnumerable<string> MethodNames(Type type) => type == typeof(string)
        ? typeof(Text).GetMethods(Static).Select(method => method.Name)
        : InstanceNames.GetValueOrDefault(NumericTypes.Underlying(type)) ?? ComparableMethods;

    /// <summary>A type that the host brought: not a framework type, not an enum, not a collection.</summary>
    internal static bool IsFact(Type type) =>
        !type.IsEnum && !type.IsPrimitive && !IsFramework(type) && SequenceTypes.ElementOf(type) is null
        && !typeof(Delegate).IsAssignableFrom(type);

    private static bool IsFramework(Type type) =>
        type.IsArray || type.Assembly == typeof(object).Assembly || type.Namespace == "System"
        || type.Namespace?.StartsWith("System.", StringComparison.Ordinal) == true
        || type.Namespace?.StartsWith("Microsoft.", StringComparison.Ordinal) == true;

    private static bool Parses(Type type) =>
        NumericTypes.IsNumeric(type) || type == typeof(bool) || type == typeof(Guid) || type == typeof(DateTime) || type == typeof(DateTimeOffset)
        || type == typeof(DateOnly) || type == typeof(TimeOnly) || type == typeof(TimeSpan);

    private static bool UsesCulture(ParameterInfo parameter) =>
        parameter.ParameterType == typeof(IFormatProvider) || parameter.ParameterType == typeof(CultureInfo) || parameter.IsOut
        || parameter.ParameterType.IsByRef || parameter.ParameterType == typeof(object) || parameter.ParameterType.IsByRefLike;

    private static ImmutableArray<Callable> Own(Type type, string name, bool caseSensitive, bool targetFirst) =>
        [.. Named(type.GetMethods(Static), name, caseSensitive).Select(method => new Callable(method, targetFirst))];

    private static IEnumerable<MethodInfo> Named(MethodInfo[] methods, string name, bool caseSensitive) =>
        methods.Where(method => !method.IsSpecialName && !method.IsGenericMethodDefinition && method.ReturnType != typeof(void)
            && Same(method.Name, name, caseSensitive));

    private static bool Same(string left, string right, bool caseSensitive) =>
        string.Equals(left, right, caseSensitive ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase);
}

/// <summary>A method a rule may call. With <paramref name="TargetFirst"/> it is a function of ours whose first argument is the target.</summary>
internal readonly record struct Callable(MethodInfo Method, bool TargetFirst);
