using System.Text.Json;

namespace Portcullis.Journal.Driver;

/// <summary>Writes each operation before it begins and again after it ended, so that a killed process leaves what it had under way.</summary>
public sealed class History(string path) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly StreamWriter _writer = new(new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read)) { AutoFlush = true };

    public void Write(Operation operation)
    {
        var line = JsonSerializer.Serialize(operation);
        lock (_gate)
            _writer.WriteLine(line);
    }

    public void Dispose() => _writer.Dispose();

    /// <summary>The last state of each operation; a last line that was cut short by a kill is left out.</summary>
    public static IEnumerable<Operation> Read(string path)
    {
        var operations = new Dictionary<string, Operation>(StringComparer.Ordinal);
        foreach (var line in File.ReadLines(path))
        {
            if (line.EndsWith('}') && JsonSerializer.Deserialize<Operation>(line) is { } operation)
                operations[operation.Id] = operation;
        }

        return operations.Values;
    }
}
