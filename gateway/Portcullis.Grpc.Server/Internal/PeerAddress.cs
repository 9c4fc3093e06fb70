using System.Net.Sockets;
using Microsoft.AspNetCore.Http;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>A peer's address as gRPC writes it: <c>ipv4:127.0.0.1:40112</c>, <c>ipv6:[::1]:40112</c>, or <c>unknown</c>.</summary>
internal static class PeerAddress
{
    public static string Of(ConnectionInfo connection) => connection.RemoteIpAddress switch
    {
        null => "unknown",
        { AddressFamily: AddressFamily.InterNetwork } address => $"ipv4:{address}:{connection.RemotePort}",
        { IsIPv4MappedToIPv6: true } address => $"ipv4:{address.MapToIPv4()}:{connection.RemotePort}",
        var address => $"ipv6:[{address}]:{connection.RemotePort}",
    };
}
