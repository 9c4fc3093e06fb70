using System.Net.Security;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Testing;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Portcullis.Grpc.Tests.Hosting;

namespace Portcullis.Grpc.Tests;

public sealed class SecurityTests
{
    private static readonly CallCredentials s_token = CallCredentials.FromInterceptor((context, metadata) =>
    {
        metadata.Add("authorization", $"Bearer {context.MethodName} {new Uri(context.ServiceUrl).AbsolutePath}");
        return Task.CompletedTask;
    });

    [Fact]
    public async Task A_client_certificate_becomes_the_peers_identity()
    {
        AuthContext? auth = null;
        await using var host = await ServeTlsAsync(context => auth = context.AuthContext, ClientCertificateMode.RequireCertificate);
        using var channel = GrpcChannel.ForAddress(host.Address, new GrpcChannelOptions
        {
            Credentials = new SslCredentials(
                Certificates.Pem(Certificates.Authority),
                new KeyCertificatePair(Certificates.Pem(Certificates.Client), Certificates.KeyPem(Certificates.Client))),
        });

        await CallAsync(channel);

        auth!.IsPeerAuthenticated.ShouldBeTrue();
        auth.PeerIdentityPropertyName.ShouldBe("x509_subject_alternative_name");
        auth.PeerIdentity.ShouldHaveSingleItem().Value.ShouldBe("bot-7");
        auth.FindPropertiesByName("x509_common_name").ShouldHaveSingleItem().Value.ShouldBe("bot-7");
    }

    [Fact]
    public async Task Certificates_may_come_through_a_handler_of_the_callers()
    {
        var identity = "";
        await using var host = await ServeTlsAsync(context => identity = context.AuthContext.PeerIdentity.Single().Value, ClientCertificateMode.RequireCertificate);
        using var handler = new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                ClientCertificates = [Certificates.Client],
                RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate!.Subject == "CN=localhost",
            },
        };
        using var channel = GrpcChannel.ForAddress(host.Address, new GrpcChannelOptions { HttpHandler = handler });

        await CallAsync(channel);

        identity.ShouldBe("bot-7");
        channel.State.ShouldBe(ConnectivityState.Ready);
    }

    [Fact]
    public async Task A_server_whose_certificate_nobody_trusts_is_unavailable()
    {
        await using var host = await ServeTlsAsync(_ => { });
        using var channel = GrpcChannel.ForAddress(host.Address);

        (await Now.FailsAsync(() => CallAsync(channel))).StatusCode.ShouldBe(StatusCode.Unavailable);
    }

    [Fact]
    public async Task A_client_without_a_certificate_is_anonymous_where_none_is_required()
    {
        AuthContext? auth = null;
        var peer = "";
        await using var host = await GrpcHost.ServeAsync(Watching(context => (auth, peer) = (context.AuthContext, context.Peer)));

        await CallAsync(host.Channel);

        auth!.IsPeerAuthenticated.ShouldBeFalse();
        auth.PeerIdentity.ShouldBeEmpty();
        peer.ShouldMatch(@"^ipv4:127\.0\.0\.1:\d+$");
    }

    [Fact]
    public async Task Call_credentials_of_channel_and_call_travel_over_tls()
    {
        var authorization = new List<string>();
        await using var host = await ServeTlsAsync(context => authorization.AddRange([context.RequestHeaders.GetValue("authorization")!, context.RequestHeaders.GetValue("x-second")!]));
        var second = CallCredentials.FromInterceptor((_, metadata) =>
        {
            metadata.Add("x-second", "2");
            return Task.CompletedTask;
        });
        using var channel = GrpcChannel.ForAddress(host.Address, new GrpcChannelOptions
        {
            Credentials = ChannelCredentials.Create(new SslCredentials(Certificates.Pem(Certificates.Authority)), s_token),
        });

        await new TestService.TestServiceClient(channel).UnaryCallAsync(
            new SimpleRequest(), new CallOptions(credentials: CallCredentials.Compose(second, second), cancellationToken: Now.Cancellation));

        authorization.ShouldBe(["Bearer UnaryCall /grpc.testing.TestService", "2, 2"]);
    }

    [Fact]
    public async Task Call_credentials_stay_at_home_without_tls_unless_told_otherwise()
    {
        var authorization = new List<string?>();
        await using var host = await GrpcHost.ServeAsync(Watching(context => authorization.Add(context.RequestHeaders.GetValue("authorization"))));
        using var unsafeChannel = host.NewChannel(options => options.UnsafeUseInsecureChannelCallCredentials = true);
        var options = new CallOptions(credentials: s_token, cancellationToken: Now.Cancellation);

        await new TestService.TestServiceClient(host.Channel).UnaryCallAsync(new SimpleRequest(), options);
        await new TestService.TestServiceClient(unsafeChannel).UnaryCallAsync(new SimpleRequest(), options);

        authorization.ShouldBe([null, "Bearer UnaryCall /grpc.testing.TestService"]);
    }

    [Fact]
    public async Task Credentials_that_fail_fail_their_call()
    {
        await using var host = await GrpcHost.ServeAsync(new ScriptedService());
        using var channel = host.NewChannel(options => options.UnsafeUseInsecureChannelCallCredentials = true);
        var credentials = CallCredentials.FromInterceptor((_, _) => throw new RpcException(new Status(StatusCode.Unauthenticated, "no token")));

        (await Now.FailsAsync(() => new TestService.TestServiceClient(channel)
            .UnaryCallAsync(new SimpleRequest(), new CallOptions(credentials: credentials, cancellationToken: Now.Cancellation)).ResponseAsync))
            .Status.ShouldBe(new Status(StatusCode.Unauthenticated, "no token"));
    }

    [Fact]
    public void Credentials_and_address_must_agree() =>
        Should.Throw<InvalidOperationException>(() => GrpcChannel.ForAddress("http://localhost", new GrpcChannelOptions { Credentials = ChannelCredentials.SecureSsl }));

    private static ScriptedService Watching(Action<ServerCallContext> watch) => new()
    {
        Unary = (_, context) =>
        {
            watch(context);
            return Task.FromResult(new SimpleResponse());
        },
    };

    private static Task<GrpcHost> ServeTlsAsync(Action<ServerCallContext> watch, ClientCertificateMode mode = ClientCertificateMode.NoCertificate) =>
        GrpcHost.ServeAsync(
            Watching(watch),
            listen: endpoint => endpoint.UseHttps(https =>
            {
                https.ServerCertificate = Certificates.Server;
                https.ClientCertificateMode = mode;
                https.AllowAnyClientCertificate();
            }),
            tls: true);

    private static Task<SimpleResponse> CallAsync(GrpcChannel channel) =>
        new TestService.TestServiceClient(channel).UnaryCallAsync(new SimpleRequest(), cancellationToken: Now.Cancellation).ResponseAsync;
}
