namespace Portcullis.Rules;

/// <summary>Codes of diagnostics: PR1 the file, PR2 the expression's text, PR3 its meaning, PR4 what analysis found. Never reused.</summary>
public static class DiagnosticCodes
{
    public const string InvalidJson = "PR101";
    public const string UnknownMember = "PR102";
    public const string WrongCase = "PR103";
    public const string DuplicateMember = "PR104";
    public const string WrongType = "PR105";
    public const string MissingName = "PR106";
    public const string DuplicateName = "PR107";
    public const string UnknownOperator = "PR108";
    public const string MissingExpression = "PR109";
    public const string MissingWorkflow = "PR110";
    public const string InjectionCycle = "PR111";
    public const string NameHidesFact = "PR112";
    public const string UnknownParameter = "PR113";
    public const string ParameterType = "PR114";
    public const string NothingToEvaluate = "PR115";
    public const string UnknownAction = "PR116";
    public const string LimitExceeded = "PR117";
    public const string NotHonoured = "PR118";
    public const string Unreadable = "PR119";
    public const string ParameterRange = "PR120";

    public const string Syntax = "PR201";
    public const string UnbalancedBracket = "PR202";
    public const string BadLiteral = "PR203";

    public const string UnknownIdentifier = "PR301";
    public const string UnknownFact = "PR302";
    public const string UnknownFunction = "PR303";
    public const string IncompatibleTypes = "PR304";
    public const string NotBoolean = "PR305";
    public const string NotReachable = "PR306";
    public const string BadArgument = "PR307";

    public const string AlwaysTrue = "PR401";
    public const string AlwaysFalse = "PR402";
    public const string Shadowed = "PR403";
    public const string Contradiction = "PR404";
    public const string UnusedParameter = "PR405";
    public const string DivisionByZero = "PR406";
    public const string Overflow = "PR407";
    public const string MissingMessage = "PR408";
    public const string UnknownPlaceholder = "PR409";
    public const string AbsentValue = "PR410";
    public const string InexactLiteral = "PR411";
}
