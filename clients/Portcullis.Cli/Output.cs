using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Portcullis.Client;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Portcullis.Cli;

/// <summary>What is printed: tables for people, or JSON for programs, never both.</summary>
internal sealed class Output
{
    /// <summary>Columns of a table that nobody watches.</summary>
    private const int UnwatchedWidth = 100;

    private static readonly JsonSerializerOptions Line = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.Never,
    };

    private static readonly JsonSerializerOptions Whole = new(Line) { WriteIndented = true };

    private readonly CliEnvironment _environment;
    private readonly IAnsiConsole _console;

    public Output(CliEnvironment environment, bool json)
    {
        _environment = environment;
        IsJson = json;
        _console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = environment.Width is null ? AnsiSupport.No : AnsiSupport.Detect,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(environment.Out),
        });
        _console.Profile.Width = environment.Width ?? UnwatchedWidth;
    }

    public bool IsJson { get; }

    /// <summary>The answer of a command.</summary>
    public void Show(object json, Func<IRenderable> people)
    {
        if (IsJson)
            _environment.Out.WriteLine(JsonSerializer.Serialize(json, Whole));
        else
            Write(people());
    }

    /// <summary>One item of a stream.</summary>
    public void ShowItem(object json, Func<string> people) =>
        _environment.Out.WriteLine(IsJson ? JsonSerializer.Serialize(json, Line) : people());

    /// <summary>A sentence for people only.</summary>
    public void Say(string sentence)
    {
        if (!IsJson)
            _environment.Out.WriteLine(sentence);
    }

    public void Fail(PortcullisException failure, string advice)
    {
        if (IsJson)
        {
            FailAsJson(new { status = failure.Status.ToString(), failure.Reason, message = failure.Message, failure.FieldViolations });
            return;
        }

        Fail(failure.Status.ToString(), failure.FieldViolations.Count == 0 ? failure.Message : "The request is malformed:");
        foreach (var violation in failure.FieldViolations)
            _environment.Error.WriteLine($"  {violation.Field}: {violation.Description}");
        if (advice.Length > 0)
            _environment.Error.WriteLine(advice);
    }

    public void Fail(string status, string message)
    {
        if (IsJson)
            FailAsJson(new { status, message });
        else
            _environment.Error.WriteLine(message);
    }

    private void FailAsJson(object error) => _environment.Error.WriteLine(JsonSerializer.Serialize(new { error }, Line));

    private void Write(IRenderable content)
    {
        _console.Write(content);
        if (content is not (Table or Grid or Rows))
            _console.WriteLine();
    }
}
