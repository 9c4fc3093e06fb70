using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.Loader;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Portcullis.Rules.Compatibility;
using Portcullis.Rules.Facts;

namespace Portcullis.Rules.Tests.Acceptance;

/// <summary>The suite's fact classes, compiled from its own source, and its inputs read into them.</summary>
internal sealed class AcceptanceModel
{
    private static readonly JsonSerializerOptions Exact = new() { Converters = { new JsonStringEnumConverter() } };

    private readonly Dictionary<string, Type> _types;

    private AcceptanceModel(Assembly assembly) =>
        _types = assembly.GetExportedTypes().ToDictionary(type => type.Name, StringComparer.Ordinal);

    public static Lazy<AcceptanceModel> Current { get; } = new(Compile);

    public ImmutableArray<Type> Registrable => [.. _types.Values.Where(type => type.IsEnum || (type.IsAbstract && type.IsSealed))];

    /// <summary>The original lets rules call every method of an input; here each is let in by name.</summary>
    public ImmutableArray<MethodInfo> Functions =>
    [
        .. _types.Values.Where(type => type.IsClass).SelectMany(type =>
            type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly).Where(method => !method.IsSpecialName)),
    ];

    public Type this[string name] => _types.GetValueOrDefault(name) ?? throw new InvalidDataException($"The suite's model has no class {name}");

    /// <summary>Whether an expression names a fact that is of one of these types.</summary>
    public bool Names(string expression, params Type[] types) =>
        _types.Values.SelectMany(type => type.GetProperties())
            .Where(property => types.Contains(Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType))
            .Any(property => expression.Contains("." + property.Name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether an expression names a fact that may be absent.</summary>
    public bool NamesNullable(string expression) =>
        _types.Values.SelectMany(type => type.GetProperties())
            .Where(property => Nullable.GetUnderlyingType(property.PropertyType) is not null)
            .Any(property => expression.Contains("." + property.Name, StringComparison.OrdinalIgnoreCase));

    public List<WorkflowInput> Inputs(JsonElement inputs) => [.. inputs.EnumerateObject().Select(input => Input(input.Name, input.Value))];

    private WorkflowInput Input(string name, JsonElement value)
    {
        var kind = value.GetProperty("$type").GetString()!;
        var body = JsonNode.Parse(value.GetRawText())!.AsObject();
        body.Remove("$type");
        return kind switch
        {
            "null" => new(name, null),
            "dynamic" => new(name, JsonFacts.Read(JsonSerializer.SerializeToElement(body))),
            "scalar" => new(name, JsonSerializer.Deserialize(body["value"]!.ToJsonString(), ScalarType(body["clr"]!.GetValue<string>()), Exact)),
            "list" => new(name, JsonSerializer.Deserialize(body["items"]!.ToJsonString(),
                typeof(List<>).MakeGenericType(ScalarType(body["of"]!.GetValue<string>())), Exact)),
            _ => new(name, body.Deserialize(this[kind], Exact)),
        };
    }

    private Type ScalarType(string name) =>
        _types.GetValueOrDefault(name) ?? Type.GetType(name) ?? Type.GetType("System." + name) ?? throw new InvalidDataException($"Unknown type {name}");

    private static AcceptanceModel Compile()
    {
        var folder = System.IO.Path.Combine(AcceptanceFolder.Path!, "model");
        var sources = (Directory.Exists(folder) ? Directory.GetFiles(folder, "*.cs") : [])
            .Select(file => CSharpSyntaxTree.ParseText(File.ReadAllText(file)));
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(System.IO.Path.PathSeparator)
            .Where(path => System.IO.Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal) || path.EndsWith("netstandard.dll", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path));
        var compilation = CSharpCompilation.Create("Acceptance.Model", sources, references, new(OutputKind.DynamicallyLinkedLibrary));
        using var image = new MemoryStream();
        var emitted = compilation.Emit(image);
        emitted.Success.ShouldBeTrue(string.Join("\n", emitted.Diagnostics));
        image.Position = 0;
        return new(AssemblyLoadContext.Default.LoadFromStream(image));
    }
}
