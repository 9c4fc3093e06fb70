namespace Grpc.Core;

/// <summary>What every kind of call offers beside its messages, with one state object so that a call costs no closures.</summary>
internal readonly struct CallState(
    Func<object, Task<Metadata>> responseHeaders,
    Func<object, Status> status,
    Func<object, Metadata> trailers,
    Action<object> dispose,
    object state)
{
    public Task<Metadata> ResponseHeaders() => responseHeaders(state);

    public Status GetStatus() => status(state);

    public Metadata GetTrailers() => trailers(state);

    public void Dispose() => dispose(state);

    /// <summary>From the delegates without a state object that hand-written doubles and interceptors pass.</summary>
    public static CallState Of(Task<Metadata> responseHeaders, Func<Status> status, Func<Metadata> trailers, Action dispose) => new(
        static state => ((Closures)state).ResponseHeaders,
        static state => ((Closures)state).Status(),
        static state => ((Closures)state).Trailers(),
        static state => ((Closures)state).Dispose(),
        new Closures(responseHeaders, status, trailers, dispose));

    private sealed record Closures(Task<Metadata> ResponseHeaders, Func<Status> Status, Func<Metadata> Trailers, Action Dispose);
}
