using System.Net.Security;
using System.Net.Sockets;
using Portcullis.Client;
using Portcullis.Gateway.Hosting;
using Portcullis.Gateway.Testing;
using Portcullis.Grpc.Tests.Hosting;
using Portcullis.Testing;

namespace Portcullis.Gateway.Tests.Hosting;

public sealed class Secured_connections(GatewayFixture fixture) : IDisposable
{
    private readonly string _folder = Directory.CreateDirectory(TestFolder.NewPath("portcullis-tls-")).FullName;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string AuthorityFile => Write("authority.pem", Certificates.Pem(Certificates.Authority));

    private string ClientFile => Write("client.pem", Certificates.Pem(Certificates.Client) + "\n" + Certificates.KeyPem(Certificates.Client));

    [Fact]
    public async Task Serve_who_trusts_the_authority_and_nobody_else()
    {
        await using var gateway = await StartAsync(new TlsOptions { Certificate = ServerFile(), CertificateKey = ServerKeyFile() });
        using var trusting = Client(gateway, AuthorityFile);
        using var distrusting = Client(gateway, null);

        (await trusting.Accounts.OpenAsync("secured", TestPacks.Wide, cancellation: Ct)).AccountId.ShouldBe("secured");

        var refused = await Should.ThrowAsync<UnavailableException>(distrusting.Accounts.GetAsync("secured", Ct));
        refused.Message.ShouldContain("certificate", Case.Insensitive);
    }

    [Fact]
    public async Task Ask_for_a_certificate_of_the_clients_authority()
    {
        await using var gateway = await StartAsync(new TlsOptions { Certificate = ServerFile(), CertificateKey = ServerKeyFile(), ClientAuthorities = AuthorityFile });
        using var known = Client(gateway, AuthorityFile, ClientFile);
        using var unknown = Client(gateway, AuthorityFile);
        using var foreign = Client(gateway, AuthorityFile, Write("server-as-client.pem", Certificates.Pem(Certificates.Server) + "\n" + Certificates.KeyPem(Certificates.Server)));

        (await known.Accounts.OpenAsync("known", TestPacks.Wide, cancellation: Ct)).AccountId.ShouldBe("known");

        await Should.ThrowAsync<UnavailableException>(unknown.Accounts.GetAsync("known", Ct));
        await Should.ThrowAsync<UnavailableException>(foreign.Accounts.GetAsync("known", Ct));
    }

    [Fact]
    public async Task Show_a_renewed_certificate_without_a_restart_and_never_a_broken_one()
    {
        await using var gateway = await StartAsync(new TlsOptions { Certificate = ServerFile(), CertificateKey = ServerKeyFile() });
        (await ShownAsync(gateway)).ShouldBe("CN=localhost");

        using var renewed = Certificates.IssueServer("renewed");
        Write("server.key.pem", Certificates.KeyPem(renewed));
        (await ShownAsync(gateway)).ShouldBe("CN=localhost", "a key whose certificate has not come yet");
        Write("server.pem", Certificates.Pem(renewed));
        (await ShownAsync(gateway)).ShouldBe("CN=renewed");
        Write("server.pem", "not a certificate");
        (await ShownAsync(gateway)).ShouldBe("CN=renewed");
    }

    [Theory]
    [InlineData("no certificate", "server.pem: ")]
    [InlineData(null, "there is no such file")]
    public async Task Are_not_begun_with_a_certificate_that_cannot_be_used(string? content, string said)
    {
        var file = content is null ? Path.Combine(_folder, "absent.pem") : Write("server.pem", content);

        var refused = await Should.ThrowAsync<IOException>(StartAsync(new TlsOptions { Certificate = file }));

        refused.Message.ShouldContain(said);
    }

    [Theory]
    [InlineData("https needs a certificate", "--urls", "https://127.0.0.1:0")]
    [InlineData("Write https", "--urls", "http://127.0.0.1:0", "--certificate", "server.pem")]
    [InlineData("in the clear", "--urls", "http://0.0.0.0:7411")]
    [InlineData("in the clear", "--urls", "http://trading-host:7411")]
    [InlineData("no --certificate that it could belong to", "--certificate-key", "server.key.pem")]
    [InlineData("Give --certificate too", "--client-ca", "authority.pem")]
    [InlineData("an address such as", "--urls", "7411")]
    public void Are_demanded_where_others_could_listen(string said, params string[] arguments)
    {
        var (options, fault) = CommandLine.Parse(arguments, _ => null);

        options.ShouldBeNull();
        fault.ShouldNotBeNull().ShouldContain(said);
    }

    [Theory]
    [InlineData("--urls", "http://[::1]:7411")]
    [InlineData("--urls", "http://localhost:7411")]
    [InlineData("--urls", "http://0.0.0.0:7411", "--allow-plaintext")]
    [InlineData("--urls", "https://0.0.0.0:7411", "--certificate", "server.pem")]
    public void Are_the_operators_choice_elsewhere(params string[] arguments) => CommandLine.Parse(arguments, _ => null).Fault.ShouldBeNull();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task<TestGateway> StartAsync(TlsOptions tls) =>
        await fixture.StartAsync(options => options with { Urls = "https://127.0.0.1:0", Tls = tls, Clock = "system" }, cancellationToken: Ct);

    private static PortcullisClient Client(TestGateway gateway, string? authorities, string? certificate = null) => new(new PortcullisClientOptions
    {
        Address = gateway.Address,
        ApiKey = gateway.AdminKey,
        AuthoritiesFile = authorities,
        CertificateFile = certificate,
        Retry = RetryPolicy.None,
        Timeout = TimeSpan.FromSeconds(60),
    });

    private static async Task<string> ShownAsync(TestGateway gateway)
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(gateway.Address.Host, gateway.Address.Port, Ct);
        await using var tls = new SslStream(tcp.GetStream(), leaveInnerStreamOpen: false, (_, _, _, _) => true);
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost", ApplicationProtocols = [SslApplicationProtocol.Http2] }, Ct);
        return tls.RemoteCertificate!.Subject;
    }

    private string ServerFile() => Write("server.pem", Certificates.Pem(Certificates.Server));

    private string ServerKeyFile() => Write("server.key.pem", Certificates.KeyPem(Certificates.Server));

    private string Write(string name, string content)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, content);
        return path;
    }
}
