using FluentValidation;
using Google.Protobuf;
using Portcullis.Gateway.Services;

namespace Portcullis.Gateway.Validation;

/// <summary>Finds the validator of a message.</summary>
public sealed class RequestValidation(IServiceProvider services)
{
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT with every field violation.</exception>
    public void Check<T>(T message)
        where T : class, IMessage
    {
        var result = services.GetRequiredService<IValidator<T>>().Validate(message);
        if (!result.IsValid) throw Errors.Invalid([.. result.Errors.Select(e => (e.PropertyName, e.ErrorMessage))]);
    }
}
