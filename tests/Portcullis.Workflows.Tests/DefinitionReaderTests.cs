using Portcullis.Workflows.Definitions;

namespace Portcullis.Workflows.Tests;

public sealed class DefinitionReaderTests
{
    private const string Promotion = """
        {
          "definitionId": "paper-to-shadow", "version": 2, "name": "Paper to shadow", "isPublished": true, "toolVersion": "3.8.2.0",
          "root": {
            "id": "chart", "type": "Elsa.Flowchart", "start": "begin", "metadata": {},
            "activities": [
              { "id": "begin", "type": "Elsa.Start", "version": 1, "metadata": { "designer": { "position": { "x": 1, "y": 2 } } } },
              { "id": "gate", "type": "Portcullis.MetricGate", "version": 1,
                "threshold": { "typeName": "Decimal", "expression": { "type": "Literal", "value": 0.5 }, "memoryReference": { "id": "in-1" } } }
            ],
            "connections": [ { "source": { "activity": "begin", "port": "Done" }, "target": { "activity": "gate", "port": "In" } } ]
          }
        }
        """;

    [Fact]
    public void What_the_studio_saves_is_read()
    {
        var reading = DefinitionReader.Read(Promotion);

        reading.Faults.ShouldBeEmpty();
        var definition = reading.Definition.ShouldNotBeNull();
        definition.DefinitionId.ShouldBe("paper-to-shadow");
        definition.Version.ShouldBe(2);
        definition.IsPublished.ShouldBeTrue();
        definition.Root.Start.ShouldBe("begin");
        definition.Root.Connections.ShouldBe([new Connection("begin", "Done", "gate")]);
        var threshold = definition.Root.Activities[1].Inputs["threshold"];
        (threshold.ExpressionType, threshold.Value.GetDecimal()).ShouldBe(("Literal", 0.5m));
    }

    [Theory]
    [InlineData("\"target\": { \"activity\": \"gate\"", "\"target\": { \"activity\": \"gaet\"", "root.connections[0].target.activity", "there is no activity gaet")]
    [InlineData("\"id\": \"gate\"", "\"id\": \"begin\"", "root.activities[1].id", "begin is the id of an earlier activity")]
    [InlineData("\"start\": \"begin\"", "\"start\": \"nowhere\"", "root.start", "there is no activity nowhere")]
    [InlineData("\"activity\": \"begin\", \"port\"", "\"activity\": \"gate\", \"port\"", "root.activities[1]", "nothing leads from begin to gate")]
    [InlineData("\"version\": 2", "\"version\": 0", "version", "a whole number from 1 on was expected")]
    [InlineData("Elsa.Flowchart", "Elsa.Sequence", "root.type", "Elsa.Flowchart was expected, Elsa.Sequence was found")]
    [InlineData("\"definitionId\": \"paper-to-shadow\"", "\"definitionId\": 7", "definitionId", "a text was expected")]
    public void A_fault_is_named_with_its_place(string written, string broken, string path, string message)
    {
        var reading = DefinitionReader.Read(Promotion.Replace(written, broken, StringComparison.Ordinal));

        reading.Definition.ShouldBeNull();
        reading.Faults.ShouldContain(new DefinitionFault(path, message));
    }

    [Fact]
    public void What_is_not_json_is_refused_with_line_and_column()
    {
        var reading = DefinitionReader.Read("{\n  \"version\": }");

        reading.Faults.ShouldHaveSingleItem().Path.ShouldBe("line 2, column 14");
    }

    [Fact]
    public void One_character_past_the_limit_is_too_long()
    {
        var longest = Promotion + new string(' ', Limits.DefinitionLength - Promotion.Length);

        DefinitionReader.Read(longest).Faults.ShouldBeEmpty();
        DefinitionReader.Read(longest + " ").Definition.ShouldBeNull();
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("{\"root\":[]}")]
    [InlineData("{\"root\":{\"activities\":[1,null],\"connections\":[{}]}}")]
    public void Json_of_another_shape_is_refused_without_an_exception(string json) => DefinitionReader.Read(json).Faults.ShouldNotBeEmpty();
}
