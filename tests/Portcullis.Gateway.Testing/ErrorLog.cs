using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Portcullis.Gateway.Testing;

/// <summary>Keeps what a gateway logs as an error: a test that did not expect it fails.</summary>
public sealed class ErrorLog : ILoggerProvider
{
    private readonly ConcurrentQueue<string> _errors = new();
    private readonly ConcurrentBag<string> _expected = [];

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

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) log._errors.Enqueue($"{category}: {formatter(state, exception)} {exception}");
        }
    }
}
