using System.Text.Json;
using Portcullis.Rules.Cli;
using Portcullis.Rules.Facts;

// Without a host's fact classes the model is the shape of a sample of facts.
var arguments = Arguments.Parse(args);
if (arguments.Option("facts") is not { } sample)
{
    Console.Error.WriteLine("--facts FILE is needed: a JSON object with a sample of every input, whose shape the rules are checked against");
    Console.Error.WriteLine(Arguments.Usage);
    return RuleTool.UsageError;
}
try
{
    using var document = JsonDocument.Parse(File.ReadAllText(sample));
    var inputs = document.RootElement.EnumerateObject().Select(input => new FactInput(input.Name, JsonFacts.ExactTypeOf(input.Value))).ToArray();
    var tool = new RuleTool<object?[]>(FactModel.Named(inputs),
        facts => [.. inputs.Select(input => facts.TryGetProperty(input.Name, out var value) ? value.Deserialize(input.Type, FactJson.Options) : null)]);
    return tool.Run(arguments, Console.Out, Console.Error);
}
catch (Exception exception) when (exception is IOException or JsonException or InvalidOperationException)
{
    Console.Error.WriteLine($"{sample}: {exception.Message}");
    return RuleTool.UsageError;
}
