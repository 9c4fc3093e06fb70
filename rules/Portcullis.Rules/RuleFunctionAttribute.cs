namespace Portcullis.Rules;

/// <summary>
/// Lets rules call a public instance method of a fact type. The method must be pure: same facts and arguments, same answer;
/// no clock, no I/O, nothing changed. Methods without this attribute cannot be reached from a rule.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RuleFunctionAttribute : Attribute;
