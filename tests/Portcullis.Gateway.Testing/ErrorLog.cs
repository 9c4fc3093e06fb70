using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Portcullis.Gateway.Testing;

/// <summary>Keeps what a gateway logs, and of that the errors: a test that did not expect one fails.</summary>
public sealed class ErrorLog : ILoggerProvider
{
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly ConcurrentQueue<string> _errors = new();
    private readonly ConcurrentBag<string> _expected = [];

    /// <summary>Everything that was logged so far, as it would have been written.</summary>
    public IReadOnlyCollection<string> Lines => _lines;

    /// <summary>Errors whose text contains this are what the test is about.</summary>
    public void Expect(string text) => _expected.Add(text);

    /// <exception cref="InvalidOperationException">Something unexpected was logged as an error.</exception>
    public void ThrowIfAny()
    {
        var unexpected = _errors.Where(error => !_expected.Any(text => error.Contains(text, StringComparison.Ordinal))).ToArray();
        if (unexpected.Length > 0) throw new InvalidOperationException($"The gateway logged errors:{Environment.NewLine}{string.Join(Environment.NewLine, unexpected)}");
    }

    public ILogger CreateLogger(string categoryName) => new Listener(this, categoryName);

    public void Dispose()
    {
    }

    private sealed class Listener(ErrorLog log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel)) return;
            var line = $"{category}: {formatter(state, exception)} {exception}";
            log._lines.Enqueue(line);
            if (logLevel >= LogLevel.Error) log._errors.Enqueue(line);
        }
    }
}
