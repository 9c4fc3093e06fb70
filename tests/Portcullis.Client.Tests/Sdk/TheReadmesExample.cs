using Portcullis.Client.Tests.Fake;

namespace Portcullis.Client.Tests.Sdk;

/// <summary>The example of clients/README.md, word for word between the marks.</summary>
public sealed class TheReadmesExample
{
    [Fact]
    public async Task It_compiles_and_does_what_it_says()
    {
        await using var gateway = await FakeGateway.StartAsync();
        using var portcullis = new PortcullisClient(new() { Address = gateway.Address, ApiKey = FakeGateway.Key });

#pragma warning disable xUnit1051 // The example is shown as a reader would write it.
        // begin
        var decision = await portcullis.Orders.SubmitAsync(new OrderRequest
        {
            AccountId = "desk-1",
            ClientOrderId = "breakout-20250305-1",
            Symbol = "ESH25",
            Side = Side.Buy,
            Type = OrderType.Market,
            Quantity = 500,
            Bracket = new Bracket(StopPrice: 5_780.25m, TakeProfitPrice: 5_812.50m),
        });

        foreach (var violation in decision.Violations)
            Console.WriteLine($"{violation.Code}: {violation.Message} (missed by {violation.OverBy} {violation.Unit})");
        // end
#pragma warning restore xUnit1051

        decision.Verdict.ShouldBe(Verdict.Rejected);
    }

    [Fact]
    public void The_readme_shows_this_example()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Gateway.sln")))
            folder = folder.Parent;
        Assert.SkipWhen(folder is null, "The sources are not here.");
        var source = File.ReadAllLines(Path.Combine(folder.FullName, "tests", "Portcullis.Client.Tests", "Sdk", "TheReadmesExample.cs"));
        var example = source.SkipWhile(line => line.Trim() != "// begin").Skip(1).TakeWhile(line => line.Trim() != "// end").Select(line => line.Length > 8 ? line[8..] : "");

        File.ReadAllText(Path.Combine(folder.FullName, "clients", "README.md")).ShouldContain(string.Join('\n', example));
    }
}
