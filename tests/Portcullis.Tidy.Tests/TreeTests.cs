namespace Portcullis.Tidy.Tests;

public sealed class TreeTests
{
    private static readonly string[] Root =
    [
        ".ci", ".editorconfig", ".gitattributes", ".gitignore", "Directory.Build.props", "Directory.Packages.props", "Gateway.sln", "LICENSE", "README.md",
        "clients", "gateway", "global.json", "grains", "rules", "run", "test", "tests", "workflows",
    ];

    private static readonly string[] MayAppear = [".git", ".portcullis", ".vs", ".idea", ".vscode", "artifacts", "bin", "obj", "TestResults", "node_modules"];

    [Fact]
    public void The_root_holds_what_is_listed_and_nothing_else()
    {
        var found = Directory.EnumerateFileSystemEntries(Repository.Root).Select(path => Path.GetFileName(path)!).Except(MayAppear).Order(StringComparer.Ordinal);

        found.ShouldBe(Root.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("rules")]
    [InlineData("grains")]
    [InlineData("workflows")]
    [InlineData("clients")]
    [InlineData("gateway")]
    [InlineData("tests")]
    public void Every_folder_of_the_top_level_introduces_itself(string folder) =>
        File.Exists(Path.Combine(Repository.Root, folder, "README.md")).ShouldBeTrue();

    [Fact]
    public void Every_package_says_why_it_is_here()
    {
        var lines = File.ReadAllLines(Path.Combine(Repository.Root, "Directory.Packages.props"));
        var silent = lines.Where((line, i) => line.Contains("<PackageVersion", StringComparison.Ordinal) && !Enumerable.Range(1, 2).Any(back => lines[i - back].Contains("<!--", StringComparison.Ordinal)));

        silent.ShouldBeEmpty();
    }

    [Fact]
    public void Namespaces_follow_folders()
    {
        var strange =
            from path in Repository.Files("*.cs", "rules", "grains", "gateway")
            let text = File.ReadLines(path).FirstOrDefault(line => line.StartsWith("namespace ", StringComparison.Ordinal))
            where text is not null && !text.EndsWith(';')
            select Repository.Relative(path);

        strange.ShouldBeEmpty();
    }
}
