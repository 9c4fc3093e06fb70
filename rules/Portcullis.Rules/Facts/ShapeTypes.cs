using System.Collections.Concurrent;
using System.Reflection;
using System.Reflection.Emit;

namespace Portcullis.Rules.Facts;

/// <summary>Plain classes made at run time for shapes that have no class of their own: <c>new (...)</c> in a rule, and facts read from JSON.</summary>
public static class ShapeTypes
{
    /// <summary>Every made class has this name, in a namespace of its own.</summary>
    public const string Name = "DynamicClass";

    private static readonly ModuleBuilder Module = AssemblyBuilder
        .DefineDynamicAssembly(new("Portcullis.Rules.Shapes"), AssemblyBuilderAccess.Run)
        .DefineDynamicModule("Shapes");

    private static readonly ConcurrentDictionary<string, Type> Known = new(StringComparer.Ordinal);
    private static readonly Lock Making = new();

    /// <summary>The class with exactly these public properties, in this order. The same shape is the same class.</summary>
    public static Type Of(IReadOnlyList<(string Name, Type Type)> properties)
    {
        var key = string.Join("|", properties.Select(property => $"{property.Name}:{property.Type.AssemblyQualifiedName ?? property.Type.FullName}:{property.Type.GetHashCode()}"));
        if (Known.TryGetValue(key, out var known))
            return known;
        lock (Making)
            return Known.GetOrAdd(key, _ => Make(properties));
    }

    private static Type Make(IReadOnlyList<(string Name, Type Type)> properties)
    {
        var builder = Module.DefineType($"Portcullis.Rules.Shapes.S{Known.Count}.{Name}", TypeAttributes.Public | TypeAttributes.Sealed);
        builder.DefineDefaultConstructor(MethodAttributes.Public);
        foreach (var (name, type) in properties)
        {
            var field = builder.DefineField("_" + name, type, FieldAttributes.Private);
            const MethodAttributes Accessor = MethodAttributes.Public | MethodAttributes.SpecialName | MethodAttributes.HideBySig;
            var getter = builder.DefineMethod("get_" + name, Accessor, type, []);
            var get = getter.GetILGenerator();
            get.Emit(OpCodes.Ldarg_0);
            get.Emit(OpCodes.Ldfld, field);
            get.Emit(OpCodes.Ret);
            var setter = builder.DefineMethod("set_" + name, Accessor, null, [type]);
            var set = setter.GetILGenerator();
            set.Emit(OpCodes.Ldarg_0);
            set.Emit(OpCodes.Ldarg_1);
            set.Emit(OpCodes.Stfld, field);
            set.Emit(OpCodes.Ret);
            var property = builder.DefineProperty(name, PropertyAttributes.None, type, null);
            property.SetGetMethod(getter);
            property.SetSetMethod(setter);
        }
        return builder.CreateType();
    }
}
