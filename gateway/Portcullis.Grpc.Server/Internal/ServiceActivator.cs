using System.Linq.Expressions;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>
/// Makes what serves one call. A type in the container comes from the call's scope, which also ends it. Another is made here and ended
/// with the call; one without constructor arguments is made without opening a scope.
/// </summary>
internal sealed class ServiceActivator
{
    private readonly Type _type;
    private readonly Func<IServiceProvider, object>? _factory;
    private readonly Func<object>? _plain;

    public ServiceActivator(Type type, IServiceProvider services, IReadOnlyList<object>? arguments = null)
    {
        _type = type;
        var given = arguments?.ToArray() ?? [];
        if (given.Length == 0 && services.GetService<IServiceProviderIsService>()?.IsService(type) == true)
            return;
        if (given.Length == 0 && type.GetConstructors() is [{ } only] && only.GetParameters().Length == 0)
        {
            _plain = Expression.Lambda<Func<object>>(Expression.New(only)).Compile();
            return;
        }

        var factory = ActivatorUtilities.CreateFactory(type, [.. given.Select(argument => argument.GetType())]);
        _factory = scope => factory(scope, given);
    }

    /// <exception cref="RpcException">UNAVAILABLE: the host has ended its container, and the call comes too late.</exception>
    public object Create(ServerCall call)
    {
        try
        {
            return _plain is not null ? _plain()
                : _factory is not null ? _factory(call.Http.RequestServices)
                : call.Http.RequestServices.GetRequiredService(_type);
        }
        catch (ObjectDisposedException error) when (error.ObjectName == nameof(IServiceProvider))
        {
            throw new RpcException(new Status(StatusCode.Unavailable, "The server is shutting down.", error));
        }
    }

    public ValueTask ReleaseAsync(object instance)
    {
        if (_plain is null && _factory is null)
            return ValueTask.CompletedTask;
        switch (instance)
        {
            case IAsyncDisposable disposable:
                return disposable.DisposeAsync();
            case IDisposable disposable:
                disposable.Dispose();
                break;
        }

        return ValueTask.CompletedTask;
    }
}
