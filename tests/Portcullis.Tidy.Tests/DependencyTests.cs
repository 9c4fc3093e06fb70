namespace Portcullis.Tidy.Tests;

/// <summary>Dependencies point one way. This table is the architecture; whoever needs an arrow more argues for it here.</summary>
public sealed class DependencyTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Portcullis.Rules"] = [],
        ["Portcullis.Domain"] = ["Portcullis.Rules"],
        ["Portcullis.Journal"] = [],
        ["Portcullis.Journal.Cli"] = ["Portcullis.Journal"],
        ["Portcullis.Grains"] = ["Portcullis.Domain", "Portcullis.Journal"],
        ["Portcullis.Workflows"] = ["Portcullis.Domain"],
        ["Portcullis.Grpc.Core"] = [],
        ["Portcullis.Grpc.Client"] = ["Portcullis.Grpc.Core"],
        ["Portcullis.Grpc.Server"] = ["Portcullis.Grpc.Core"],
        ["Portcullis.Contracts"] = ["Portcullis.Grpc.Core"],
        ["Portcullis.Client"] = ["Portcullis.Contracts", "Portcullis.Grpc.Client"],
        ["Portcullis.Bots"] = ["Portcullis.Client"],
        // The rules verbs work on files, with the domain's facts and without a gateway.
        ["Portcullis.Cli"] = ["Portcullis.Client", "Portcullis.Bots", "Portcullis.Domain", "Portcullis.Rules"],
        ["Portcullis.Markets"] = ["Portcullis.Domain"],
        ["Portcullis.Brokers"] = ["Portcullis.Domain", "Portcullis.Journal"],
        ["Portcullis.Reports"] = ["Portcullis.Grains"],
        ["Portcullis.Gateway"] = ["Portcullis.Grpc.Server", "Portcullis.Brokers", "Portcullis.Reports", "Portcullis.Markets", "Portcullis.Grains", "Portcullis.Contracts"],
    };

    [Fact]
    public void References_point_one_way()
    {
        var wrong =
            from project in Products()
            from reference in Repository.Projects[project]
            where !Allowed.TryGetValue(project, out var allowed) || !allowed.Contains(reference)
            select $"{project} -> {reference}";

        wrong.ShouldBeEmpty();
    }

    [Fact]
    public void Every_product_project_has_its_place_in_the_table() => Products().Except(Allowed.Keys).ShouldBeEmpty();

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = File.ReadAllText(Path.Combine(Repository.Root, "Gateway.sln"));

        Repository.Projects.Keys.Where(project => !solution.Contains($"\"{project}\"", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    private static IEnumerable<string> Products() =>
        Repository.Files("*.csproj", "rules", "grains", "workflows", "clients", "gateway").Select(path => Path.GetFileNameWithoutExtension(path)!);
}
