using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Portcullis.Tidy.Tests;

/// <summary>What would make a decision unrepeatable or a thread wait is not written in the product, with the few exceptions that say why.</summary>
public sealed class BannedSymbolTests
{
    private static readonly string[] Product = ["rules", "grains", "workflows", "clients", "gateway"];

    private static readonly string[] Core = ["rules/Portcullis.Rules", "grains/Portcullis.Domain"];

    private static readonly string[] Everywhere =
    [
        "DateTime.Now", "DateTime.UtcNow", "DateTimeOffset.Now", "DateTimeOffset.UtcNow", "Guid.NewGuid", "Thread.Sleep", "Random.Shared",
    ];

    // The blocking call is part of gRPC's official surface; nothing of ours calls it.
    private const string BlockingCall = "clients/Portcullis.Grpc.Client/Internal/HttpCallInvoker.cs";

    private static readonly string[] Notes = ["TODO", "FIXME", "HACK"];

    private static readonly string[] InTheCore = ["TimeProvider.System", "Task.Run", "Task.Delay", "Console.WriteLine", "Environment.GetEnvironmentVariable"];

    [Fact]
    public void No_clock_no_chance_and_no_sleep_in_the_product()
    {
        MembersIn(Product, Everywhere).ShouldBeEmpty();
    }

    [Fact]
    public void Randomness_has_a_seed()
    {
        var unseeded =
            from path in Repository.Files("*.cs", Product)
            from creation in Parse(path).DescendantNodes().OfType<ObjectCreationExpressionSyntax>()
            where creation.Type.ToString() == "Random" && (creation.ArgumentList?.Arguments.Count ?? 0) == 0
            select At(path, creation);

        unseeded.ShouldBeEmpty();
    }

    [Fact]
    public void Nothing_waits_by_blocking_a_thread()
    {
        var blocking =
            from path in Repository.Files("*.cs", Product)
            where Repository.Relative(path) != BlockingCall
            from call in Parse(path).DescendantNodes().OfType<InvocationExpressionSyntax>()
            where call.Expression is MemberAccessExpressionSyntax { Name.Identifier.Text: "GetResult" } access && access.Expression.ToString().EndsWith("GetAwaiter()", StringComparison.Ordinal)
            select At(path, call);

        blocking.ShouldBeEmpty();
    }

    [Fact]
    public void The_core_does_no_io_and_reads_no_clock() => MembersIn(Core, InTheCore).ShouldBeEmpty();

    [Fact]
    public void The_domain_counts_money_in_decimals()
    {
        var floating =
            from path in Repository.Files("*.cs", "grains/Portcullis.Domain")
            from type in Parse(path).DescendantNodes().OfType<PredefinedTypeSyntax>()
            where type.Keyword.IsKind(SyntaxKind.DoubleKeyword) || type.Keyword.IsKind(SyntaxKind.FloatKeyword)
            select At(path, type);

        floating.ShouldBeEmpty();
    }

    [Fact]
    public void No_notes_to_ourselves_are_left_in_the_code()
    {
        var notes =
            from path in Repository.Files("*.cs")
            where !path.EndsWith(nameof(BannedSymbolTests) + ".cs", StringComparison.Ordinal)
            from comment in Parse(path).DescendantTrivia()
            where comment.IsKind(SyntaxKind.SingleLineCommentTrivia) || comment.IsKind(SyntaxKind.MultiLineCommentTrivia)
            where Notes.Any(word => comment.ToString().Contains(word, StringComparison.Ordinal))
            select $"{Repository.Relative(path)}: {comment}";

        notes.ShouldBeEmpty();
    }

    private static IEnumerable<string> MembersIn(string[] folders, string[] banned) =>
        from path in Repository.Files("*.cs", folders)
        from access in Parse(path).DescendantNodes().OfType<MemberAccessExpressionSyntax>()
        where banned.Contains(access.ToString())
        select At(path, access);

    private static SyntaxNode Parse(string path) => CSharpSyntaxTree.ParseText(File.ReadAllText(path)).GetRoot();

    private static string At(string path, SyntaxNode node) => $"{Repository.Relative(path)}({node.GetLocation().GetLineSpan().StartLinePosition.Line + 1}): {node}";
}
