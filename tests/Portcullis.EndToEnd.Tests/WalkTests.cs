using Portcullis.Testing;

namespace Portcullis.EndToEnd.Tests;

public sealed class WalkTests(PostgresFixture postgres)
{
    [Fact]
    public async Task The_walk_of_the_readme_works_line_by_line()
    {
        var token = TestContext.Current.CancellationToken;
        var folder = Directory.CreateTempSubdirectory("portcullis-walk-").FullName;
        using var gateway = Programs.StartGateway(folder, await postgres.CreateDatabaseAsync(token));
        try
        {
            var environment = new Dictionary<string, string>
            {
                ["PORTCULLIS_ADDRESS"] = await Programs.AddressAsync(gateway, token),
                ["PORTCULLIS_KEY"] = (await File.ReadAllTextAsync(Path.Combine(folder, "admin.key"), token)).Trim(),
            };
            var lines = ReadmeWalk.Lines();
            lines.Count.ShouldBeGreaterThan(8);
            foreach (var line in lines)
            {
                var finished = await Programs.RunCliAsync(line.Arguments, environment, token);
                finished.ExitCode.ShouldBe(line.ExitCode, $"{line.Text}\n{finished.Output}\n{finished.Errors}");
            }
        }
        finally
        {
            gateway.Kill();
            await gateway.WaitForExitAsync(token);
            Directory.Delete(folder, recursive: true);
        }
    }
}
