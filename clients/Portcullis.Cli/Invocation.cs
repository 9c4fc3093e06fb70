using System.CommandLine;
using Portcullis.Client;

namespace Portcullis.Cli;

/// <summary>One run of one command.</summary>
internal sealed class Invocation(ParseResult parsed, CliEnvironment environment, Output output, Func<PortcullisClient> connect) : IDisposable
{
    private readonly Lazy<PortcullisClient> _client = new(connect);

    public CliEnvironment Environment => environment;

    public Output Output => output;

    public TimeProvider Time => environment.Time;

    /// <summary>Connected on first use.</summary>
    public PortcullisClient Client => _client.Value;

    public T? Value<T>(Option<T> option) => parsed.GetValue(option);

    /// <summary>Of an argument that must be given.</summary>
    public T Value<T>(Argument<T> argument) => parsed.GetRequiredValue(argument);

    /// <summary>The id that was given, or a new one.</summary>
    public string IdOr(Option<string?> option) => parsed.GetValue(option) ?? Guid.CreateVersion7(Time.GetUtcNow()).ToString("N");

    public void Dispose()
    {
        if (_client.IsValueCreated)
            _client.Value.Dispose();
    }
}
