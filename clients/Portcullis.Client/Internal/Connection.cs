using System.Runtime.CompilerServices;
using Grpc.Core;
using Grpc.Net.Client;

namespace Portcullis.Client.Internal;

/// <summary>One channel with what every call on it shares: the key, deadlines, retries, and failures told in the SDK's words.</summary>
internal sealed class Connection : IDisposable
{
    private readonly GrpcChannel _channel;
    private readonly PortcullisClientOptions _options;
    private readonly Metadata _headers = [];

    public Connection(PortcullisClientOptions options, HttpMessageHandler? handler)
    {
        _options = options;
        _channel = GrpcChannel.ForAddress(options.Address, new GrpcChannelOptions { HttpHandler = handler ?? Tls.HandlerFor(options) });
        var key = options.ApiKey ?? (options.ApiKeyFile is { } file ? File.ReadAllText(file).Trim() : null);
        if (!string.IsNullOrEmpty(key))
            _headers.Add("authorization", $"Bearer {key}");
    }

    public CallInvoker Invoker => field ??= _channel.CreateCallInvoker();

    public TimeProvider Time => _options.TimeProvider;

    public TimeSpan Timeout => _options.Timeout;

    public RetryPolicy Retry => _options.Retry;

    public RetryPolicy Reconnect => _options.Reconnect;

    public void Dispose() => _channel.Dispose();

    /// <summary>Options of a stream: no deadline, only the caller's token ends it.</summary>
    public CallOptions Streaming(CancellationToken cancellation) => new(_headers, deadline: null, cancellation);

    /// <summary>A call that may be repeated without harm, for as long as the timeout allows.</summary>
    public Task<T> CallAsync<T>(Func<CallOptions, AsyncUnaryCall<T>> call, CancellationToken cancellation) =>
        CallAsync(call, _options.Retry, cancellation);

    /// <summary>A call whose repetition could do its work twice: tried once.</summary>
    public Task<T> CallOnceAsync<T>(Func<CallOptions, AsyncUnaryCall<T>> call, CancellationToken cancellation) =>
        CallAsync(call, RetryPolicy.None, cancellation);

    /// <summary>
    /// A stream that goes on for ever: it comes back after its connection broke. The caller's <paramref name="open"/> asks for what
    /// follows the last message it has seen.
    /// </summary>
    public async IAsyncEnumerable<T> WatchAsync<T>(
        Func<CallOptions, AsyncServerStreamingCall<T>> open, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var failures = 0;
        while (true)
        {
            Failure failure;
            using (var call = open(Streaming(cancellation)))
            {
                while (true)
                {
                    var (message, ended) = await NextAsync(call.ResponseStream, cancellation);
                    if (ended is not null)
                    {
                        failure = ended;
                        break;
                    }

                    failures = 0;
                    yield return message!;
                }
            }

            failures++;
            if (!Transience.CanReconnect(failure.Status, failures, Reconnect))
                throw PortcullisException.From(failure);
            await Task.Delay(Reconnect.PauseAfter(failures, failure.RetryAfter), Time, cancellation);
        }
    }

    /// <summary>A stream that ends: its failures are told, and not repaired.</summary>
    public async IAsyncEnumerable<T> ReadAsync<T>(
        Func<CallOptions, AsyncServerStreamingCall<T>> open, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var call = open(Streaming(cancellation));
        while (await Told(call.ResponseStream.MoveNext(cancellation), cancellation))
            yield return call.ResponseStream.Current;
    }

    /// <summary>Awaits, and tells a failure in the SDK's words.</summary>
    public static async Task<T> Told<T>(Task<T> answer, CancellationToken cancellation)
    {
        try
        {
            return await answer;
        }
        catch (RpcException e)
        {
            cancellation.ThrowIfCancellationRequested();
            throw PortcullisException.From(Failure.From(e), e);
        }
    }

    /// <summary>Runs something that is safe to repeat until it succeeds, fails for good, or the policy or the deadline ends it.</summary>
    public async Task<T> RepeatAsync<T>(Func<Task<T>> attempt, RetryPolicy policy, DateTimeOffset? deadline, CancellationToken cancellation)
    {
        for (var failures = 1; ; failures++)
        {
            try
            {
                return await attempt();
            }
            catch (UnavailableException e) when (failures < policy.MaxAttempts)
            {
                var pause = policy.PauseAfter(failures, e.RetryAfter);
                if (Time.GetUtcNow() + pause >= deadline)
                    throw;
                await Task.Delay(pause, Time, cancellation);
            }
        }
    }

    /// <summary>Where an account's stream stands.</summary>
    public async Task<long> VersionAsync(string accountId, CancellationToken cancellation)
    {
        var accounts = new V1.Accounts.AccountsClient(Invoker);
        return (await CallAsync(options => accounts.GetAsync(new() { AccountId = accountId }, options), cancellation)).Version;
    }

    /// <summary>When a call that begins now must have its answer; null: never.</summary>
    public DateTimeOffset? Deadline() =>
        _options.Timeout == System.Threading.Timeout.InfiniteTimeSpan ? null : Time.GetUtcNow() + _options.Timeout;

    private Task<T> CallAsync<T>(Func<CallOptions, AsyncUnaryCall<T>> call, RetryPolicy policy, CancellationToken cancellation)
    {
        var deadline = Deadline();
        var options = new CallOptions(_headers, deadline?.UtcDateTime, cancellation);
        return RepeatAsync(
            async () =>
            {
                using var sent = call(options);
                return await Told(sent.ResponseAsync, cancellation);
            },
            policy,
            deadline,
            cancellation);
    }

    private static async Task<(T? Message, Failure? Ended)> NextAsync<T>(IAsyncStreamReader<T> stream, CancellationToken cancellation)
    {
        try
        {
            return await stream.MoveNext(cancellation)
                ? (stream.Current, null)
                : (default, new Failure(StatusCode.Unavailable, "The gateway ended the stream."));
        }
        catch (RpcException e)
        {
            cancellation.ThrowIfCancellationRequested();
            return (default, Failure.From(e));
        }
    }
}
