using Grpc.Core;

namespace Grpc.Net.Client.Internal;

/// <summary>A method as one channel calls it.</summary>
internal sealed record CallMethod(IMethod Method, Uri Address, string? Host);
