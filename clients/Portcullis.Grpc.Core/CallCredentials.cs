namespace Grpc.Core;

/// <summary>What a call is about, for those who compute its credentials.</summary>
public class AuthInterceptorContext(string serviceUrl, string methodName, CancellationToken cancellationToken)
{
    public AuthInterceptorContext(string serviceUrl, string methodName)
        : this(serviceUrl, methodName, CancellationToken.None)
    {
    }

    /// <summary>The address and service, for example <c>https://host/package.Service</c>.</summary>
    public string ServiceUrl { get; } = serviceUrl;

    public string MethodName { get; } = methodName;

    public CancellationToken CancellationToken { get; } = cancellationToken;
}

/// <summary>Adds headers that prove who calls.</summary>
public delegate Task AsyncAuthInterceptor(AuthInterceptorContext context, Metadata metadata);

/// <summary>Credentials of single calls, for example a token.</summary>
public abstract class CallCredentials
{
    /// <summary>Credentials that are applied one after the other.</summary>
    public static CallCredentials Compose(params CallCredentials[] credentials) => new Composed(credentials);

    public static CallCredentials FromInterceptor(AsyncAuthInterceptor interceptor) => new Intercepted(interceptor);

    /// <summary>Tells the configurator what these credentials are made of.</summary>
    public abstract void InternalPopulateConfiguration(CallCredentialsConfiguratorBase configurator, object? state);

    private sealed class Composed : CallCredentials
    {
        private readonly CallCredentials[] _parts;

        public Composed(CallCredentials[] parts)
        {
            ArgumentNullException.ThrowIfNull(parts);
            if (parts.Length < 2)
                throw new ArgumentException("Composing takes two credentials or more.", nameof(parts));
            _parts = [.. parts];
        }

        public override void InternalPopulateConfiguration(CallCredentialsConfiguratorBase configurator, object? state) =>
            configurator.SetCompositeCredentials(state, _parts);
    }

    private sealed class Intercepted : CallCredentials
    {
        private readonly AsyncAuthInterceptor _interceptor;

        public Intercepted(AsyncAuthInterceptor interceptor)
        {
            ArgumentNullException.ThrowIfNull(interceptor);
            _interceptor = interceptor;
        }

        public override void InternalPopulateConfiguration(CallCredentialsConfiguratorBase configurator, object? state) =>
            configurator.SetAsyncAuthInterceptorCredentials(state, _interceptor);
    }
}

/// <summary>Receives what call credentials are made of.</summary>
public abstract class CallCredentialsConfiguratorBase
{
    public abstract void SetCompositeCredentials(object? state, IReadOnlyList<CallCredentials> credentials);

    public abstract void SetAsyncAuthInterceptorCredentials(object? state, AsyncAuthInterceptor interceptor);
}
