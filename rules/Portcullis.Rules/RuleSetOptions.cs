using System.Collections.Immutable;
using System.Reflection;

namespace Portcullis.Rules;

/// <summary>How strictly a file is read.</summary>
public enum RuleCompatibility : byte
{
    /// <summary>What the original would silently ignore or fail at on the first order is an error at load.</summary>
    Strict,

    /// <summary>As the original reads it: unknown members are ignored with a warning, and a rule that cannot be compiled is one that always ends in error.</summary>
    RulesEngine,
}

/// <summary>How children of a nested rule are evaluated.</summary>
public enum NestedRules : byte
{
    /// <summary>All of them, so that an error in any blocks. The default.</summary>
    All,

    /// <summary>Only until the answer is known.</summary>
    ShortCircuit,
}

/// <summary>What a rule set is loaded with. Everything here that can change a verdict is part of its hash.</summary>
public sealed record RuleSetOptions
{
    /// <summary>Values that replace global parameters of the same name: decimal, int, long, bool, string or string[]. An unknown name is an error.</summary>
    public IReadOnlyDictionary<string, object>? Parameters { get; init; }

    public RuleCompatibility Compatibility { get; init; }

    public NestedRules NestedRules { get; init; }

    /// <summary>Whether names and word operators must be spelled exactly. Default no, as in the original.</summary>
    public bool CaseSensitive { get; init; }

    /// <summary>Whether <c>$(order.Side)</c> renders an enum's name. Default yes; the original renders its number.</summary>
    public bool EnumNamesInMessages { get; init; } = true;

    /// <summary>Enums, and classes of pure static functions, that rules may name. They are trusted.</summary>
    public ImmutableArray<Type> Types { get; init; } = [];

    /// <summary>Pure instance methods of fact types that rules may call though they carry no <see cref="RuleFunctionAttribute"/>.</summary>
    public ImmutableArray<MethodInfo> Functions { get; init; } = [];

    /// <summary>Names of actions that the host carries out itself, besides OutputExpression and EvaluateRule.</summary>
    public ImmutableArray<string> HostActions { get; init; } = [];

    /// <summary>Takes an expression without meaning for false, as the original can be told to. Only through <see cref="Compatibility.WorkflowSettings"/>.</summary>
    internal bool SuppressParseErrors { get; init; }

    /// <summary>Whether loading also looks for suspicious rules (codes PR4xx). Default yes.</summary>
    public bool Analyse { get; init; } = true;
}
