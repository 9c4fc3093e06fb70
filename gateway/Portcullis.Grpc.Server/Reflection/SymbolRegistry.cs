using Google.Protobuf.Reflection;

namespace Grpc.Reflection;

/// <summary>The files that some services need, by name and by the symbols in them.</summary>
internal sealed class SymbolRegistry
{
    private readonly Dictionary<string, FileDescriptor> _files = [];
    private readonly Dictionary<string, FileDescriptor> _symbols = [];

    public SymbolRegistry(IEnumerable<ServiceDescriptor> services)
    {
        var distinct = services.DistinctBy(service => service.FullName).OrderBy(service => service.FullName, StringComparer.Ordinal).ToList();
        ServiceNames = [.. distinct.Select(service => service.FullName)];
        foreach (var file in distinct.SelectMany(service => WithDependencies(service.File)))
            if (_files.TryAdd(file.Name, file))
                AddSymbols(file);
    }

    public IReadOnlyList<string> ServiceNames { get; }

    /// <summary>A file before the files it imports, each once.</summary>
    public static IEnumerable<FileDescriptor> WithDependencies(FileDescriptor file)
    {
        var seen = new HashSet<string>();
        var waiting = new Queue<FileDescriptor>([file]);
        while (waiting.TryDequeue(out var next))
            if (seen.Add(next.Name))
            {
                yield return next;
                foreach (var dependency in next.Dependencies)
                    waiting.Enqueue(dependency);
            }
    }

    public FileDescriptor? FileByName(string name) => _files.GetValueOrDefault(name);

    public FileDescriptor? FileBySymbol(string symbol) => _symbols.GetValueOrDefault(symbol);

    private void AddSymbols(FileDescriptor file)
    {
        foreach (var service in file.Services)
        {
            _symbols[service.FullName] = file;
            foreach (var method in service.Methods)
                _symbols[method.FullName] = file;
        }

        foreach (var message in file.MessageTypes)
            AddMessage(message, file);
        foreach (var values in file.EnumTypes)
            _symbols[values.FullName] = file;
    }

    private void AddMessage(MessageDescriptor message, FileDescriptor file)
    {
        _symbols[message.FullName] = file;
        foreach (var field in message.Fields.InDeclarationOrder())
            _symbols[field.FullName] = file;
        foreach (var values in message.EnumTypes)
            _symbols[values.FullName] = file;
        foreach (var nested in message.NestedTypes)
            AddMessage(nested, file);
    }
}
